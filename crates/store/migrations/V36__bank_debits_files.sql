-- What people have said of money that left our account at a bank and closed no payout. Rows are only
-- inserted.
CREATE TABLE bank_explained (
    money_key      TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso            SMALLINT NOT NULL,
    cause          TEXT     NOT NULL,
    ledger_account SMALLINT NOT NULL, -- where the money is in the books
    at_us          BIGINT   NOT NULL,
    explained_by   TEXT     NOT NULL,
    approved_by    TEXT     NOT NULL CHECK (approved_by <> explained_by),
    note           TEXT     NOT NULL
) CLUSTERED;

CREATE INDEX bank_line_open_debit ON bank_line (dso, booked_day, statement_id, line) WHERE state = 3;

-- Money that came to suspense and was owed to us: by the merchant of a terminal, a social service, or
-- whoever had the money of a debit. Rows are only inserted.
CREATE TABLE bank_settled (
    money_key        TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso              SMALLINT NOT NULL,
    ledger_account   SMALLINT NOT NULL,
    party            TEXT BYTEWISE NOT NULL, -- the terminal, the origin of aid, the key of the debit
    amount_micro_eur BIGINT   NOT NULL CHECK (amount_micro_eur > 0),
    at_us            BIGINT   NOT NULL
) CLUSTERED;

CREATE INDEX bank_settled_party ON bank_settled (dso, ledger_account, party);

-- What became of a payout, in order: sent, closed, rejected, returned. Rows are only inserted. `subject`
-- is the file's message id, or the key of the line of the bank.
CREATE TABLE payout_event (
    payout_id   BIGINT   NOT NULL,
    seq         BIGINT   NOT NULL CHECK (seq >= 1),
    kind        TEXT     NOT NULL,
    subject     TEXT BYTEWISE NOT NULL,
    at_us       BIGINT   NOT NULL, -- 0 for what had happened before this table was
    entered_by  TEXT,
    approved_by TEXT CHECK (approved_by <> entered_by),
    note        TEXT     NOT NULL,
    PRIMARY KEY (payout_id, seq)
) CLUSTERED;

CREATE INDEX payout_event_subject ON payout_event (subject);

INSERT INTO payout_event (payout_id, seq, kind, subject, at_us, note)
SELECT payout_id, 1, 'sent', message_id, 0, '' FROM payout WHERE message_id IS NOT NULL;

INSERT INTO payout_event (payout_id, seq, kind, subject, at_us, note)
SELECT payout_id, 2, 'closed', debit_key, 0, '' FROM payout WHERE debit_key IS NOT NULL;

-- Files for the bank, as they were written: the same bytes can be written again.
CREATE TABLE payout_file (
    message_id TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso        SMALLINT NOT NULL,
    made_us    BIGINT   NOT NULL,
    digest     TEXT     NOT NULL CHECK (length(digest) = 64), -- SHA-256 of the file
    xml        TEXT     NOT NULL
) CLUSTERED;
