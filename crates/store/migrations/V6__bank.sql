-- The bank side: statements as they were booked, money without an account, suppliers and payouts.
-- Amounts of lines are above zero when the money came to us.

CREATE TABLE bank_account (
    iban   TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso    SMALLINT NOT NULL CHECK (dso BETWEEN 1 AND 99),
    holder TEXT     NOT NULL,
    bic    TEXT     NOT NULL -- empty where it is not known
) CLUSTERED;

-- A statement that was booked. Rows are only inserted; what a statement says again is known by
-- account, day and number, and by the fingerprint of all it says.
CREATE TABLE bank_statement (
    statement_id      BIGINT   NOT NULL PRIMARY KEY,
    dso               SMALLINT NOT NULL,
    iban              TEXT BYTEWISE NOT NULL,
    closing_day       INTEGER  NOT NULL,
    number            TEXT BYTEWISE NOT NULL,
    opening_micro_eur BIGINT   NOT NULL,
    closing_micro_eur BIGINT   NOT NULL,
    lines             BIGINT   NOT NULL CHECK (lines >= 0),
    fingerprint       TEXT     NOT NULL CHECK (length(fingerprint) = 64),
    format            TEXT     NOT NULL,
    file              TEXT     NOT NULL,
    imported_us       BIGINT   NOT NULL,
    UNIQUE (iban, closing_day, number),
    CHECK (statement_id / 1000000000 = dso)
) CLUSTERED;

CREATE INDEX bank_statement_of_account ON bank_statement (iban, statement_id);

-- State: 1 credited to the account, 2 in suspense, 3 a debit that nobody has explained, 4 a debit
-- that closed a payout, 5 nothing moved.
CREATE TABLE bank_line (
    statement_id      BIGINT   NOT NULL,
    line              INTEGER  NOT NULL CHECK (line >= 1),
    dso               SMALLINT NOT NULL,
    money_key         TEXT BYTEWISE NOT NULL,
    booked_day        INTEGER  NOT NULL,
    amount_micro_eur  BIGINT   NOT NULL,
    state             SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    account_id        BIGINT,
    how               TEXT     NOT NULL, -- by what it was matched, or why it was not
    channel           TEXT     NOT NULL,
    counterparty_iban TEXT     NOT NULL,
    counterparty_name TEXT     NOT NULL,
    text              TEXT     NOT NULL,
    reference         TEXT     NOT NULL,
    PRIMARY KEY (statement_id, line),
    UNIQUE (money_key),
    CHECK ((state = 1) = (account_id IS NOT NULL))
) CLUSTERED;

CREATE INDEX bank_line_day ON bank_line (dso, booked_day, statement_id, line);

-- Which account an IBAN has paid for: a suggestion for a person, never a match.
CREATE TABLE bank_payer (
    iban       TEXT BYTEWISE NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (iban, account_id)
) CLUSTERED;

-- Money received whose account is not known. State: 0 open, 1 the sender was asked, 2 credited, 3
-- returned. The body is the item itself.
CREATE TABLE suspense_item (
    money_key        TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso              SMALLINT NOT NULL,
    bank_account     TEXT BYTEWISE NOT NULL,
    received_day     INTEGER  NOT NULL,
    amount_micro_eur BIGINT   NOT NULL CHECK (amount_micro_eur > 0),
    state            SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 3),
    body             TEXT     NOT NULL
) CLUSTERED;

CREATE INDEX suspense_item_open ON suspense_item (dso, received_day, money_key) WHERE state < 2;

-- What a person did with an item, and why. Rows are only inserted.
CREATE TABLE suspense_act (
    money_key TEXT BYTEWISE NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    at_us     BIGINT NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (money_key, seq)
) CLUSTERED;

CREATE TABLE supplier (
    supplier TEXT BYTEWISE NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL,
    iban     TEXT NOT NULL,
    bic      TEXT NOT NULL
) CLUSTERED;

-- Money that leaves: kind 1 to a supplier for a period `[period_from, period_to)`, 2 back to a
-- sender. State: 0 proposed, 1 approved by a second person, 2 in a file for the bank, 3 closed by
-- the bank's debit line.
CREATE TABLE payout (
    payout_id             BIGINT   NOT NULL PRIMARY KEY,
    dso                   SMALLINT NOT NULL,
    kind                  SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
    subject               TEXT BYTEWISE NOT NULL, -- the supplier, or the key of the money
    period_from           INTEGER  NOT NULL,
    period_to             INTEGER  NOT NULL CHECK (period_to > period_from),
    amount_micro_eur      BIGINT   NOT NULL CHECK (amount_micro_eur >= 0),
    carried_in_micro_eur  BIGINT   NOT NULL CHECK (carried_in_micro_eur <= 0),
    carried_out_micro_eur BIGINT   NOT NULL CHECK (carried_out_micro_eur <= 0),
    name                  TEXT     NOT NULL,
    iban                  TEXT     NOT NULL,
    bic                   TEXT     NOT NULL,
    end_to_end_id         TEXT BYTEWISE NOT NULL,
    state                 SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 3),
    proposed_by           TEXT     NOT NULL,
    approved_by           TEXT     CHECK (approved_by <> proposed_by),
    message_id            TEXT,
    debit_key             TEXT,
    UNIQUE (dso, kind, subject, period_from),
    UNIQUE (end_to_end_id),
    CHECK (payout_id / 1000000000 = dso),
    CHECK (state = 0 OR approved_by IS NOT NULL)
) CLUSTERED;

-- What a payout to a supplier consists of. Rows are only inserted.
CREATE TABLE payout_line (
    payout_id        BIGINT  NOT NULL,
    line             BIGINT  NOT NULL CHECK (line >= 1),
    movement_key     TEXT    NOT NULL,
    account_id       BIGINT  NOT NULL,
    day              INTEGER NOT NULL,
    of_day           INTEGER NOT NULL,
    kind             TEXT    NOT NULL,
    amount_micro_eur BIGINT  NOT NULL CHECK (amount_micro_eur > 0),
    PRIMARY KEY (payout_id, line)
) CLUSTERED;

-- What a day's reconciliation and a period's remittance walk along.
CREATE INDEX journal_entry_day ON journal_entry (day, account_id, seq);
