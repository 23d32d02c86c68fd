-- The commonest booking of all, a credit by request, in one row: the fact, its entry of two sides with
-- the same key, and the message that says so. Its key of money is claimed in `money_key`, so it needs
-- no index of its own. Rows are only inserted, but for the columns of the message's delivery.
CREATE TABLE wide_booking (
    account_id       BIGINT   NOT NULL,
    fact_seq         BIGINT   NOT NULL CHECK (fact_seq >= 1),
    at_us            BIGINT   NOT NULL,
    learnt_us        BIGINT   NOT NULL, -- when the entry was booked and the message written too
    kind             TEXT BYTEWISE NOT NULL,
    key              TEXT BYTEWISE NOT NULL,
    body             TEXT     NOT NULL,
    fleet_seq        BIGINT   NOT NULL,
    entry_seq        BIGINT   NOT NULL CHECK (entry_seq >= 1),
    day              INTEGER  NOT NULL,
    entry_kind       TEXT     NOT NULL,
    debit            SMALLINT NOT NULL,
    credit           SMALLINT NOT NULL CHECK (credit <> debit),
    amount_micro_eur BIGINT   NOT NULL CHECK (amount_micro_eur > 0),
    batch            BIGINT   NOT NULL,
    message_key      TEXT BYTEWISE NOT NULL,
    lane             SMALLINT NOT NULL CHECK (lane >= 0),
    message_kind     TEXT     NOT NULL,
    message_body     TEXT     NOT NULL,
    state            SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 1), -- as in the outbox
    attempts         INTEGER  NOT NULL CHECK (attempts >= 0),
    due_us           BIGINT   NOT NULL,
    delivered_us     BIGINT,
    PRIMARY KEY (account_id, fact_seq),
    CHECK ((state = 1) = (delivered_us IS NOT NULL))
) CLUSTERED;

CREATE INDEX wide_booking_batch ON wide_booking (batch, account_id, entry_seq);
CREATE INDEX wide_booking_waiting ON wide_booking (lane, learnt_us, account_id, message_key)
    WHERE state = 0;

-- What is read, whichever way it is kept.
CREATE VIEW facts (account_id, seq, at_us, learnt_us, kind, key, body, fleet_seq) AS
SELECT account_id, seq, at_us, learnt_us, kind, key, body, fleet_seq FROM fact
UNION ALL
SELECT account_id, fact_seq, at_us, learnt_us, kind, key, body, fleet_seq FROM wide_booking;

-- Entries side by side: one without postings has a row without numbers.
CREATE VIEW entry_legs (account_id, seq, booked_us, day, kind, key, batch, leg, ledger_account,
                        amount_micro_eur) AS
SELECT e.account_id, e.seq, e.booked_us, e.day, e.kind, e.key, e.batch, p.leg, p.ledger_account,
       p.amount_micro_eur
FROM journal_entry e LEFT JOIN posting p ON p.account_id = e.account_id AND p.seq = e.seq
UNION ALL
SELECT account_id, entry_seq, learnt_us, day, entry_kind, key, batch, 1, debit, amount_micro_eur
FROM wide_booking
UNION ALL
SELECT account_id, entry_seq, learnt_us, day, entry_kind, key, batch, 2, credit, -amount_micro_eur
FROM wide_booking;

CREATE VIEW messages (account_id, key, at_us, lane, kind, body, state, attempts, due_us, delivered_us) AS
SELECT account_id, key, at_us, lane, kind, body, state, attempts, due_us, delivered_us FROM outbox
UNION ALL
SELECT account_id, message_key, learnt_us, lane, message_kind, message_body, state, attempts, due_us,
       delivered_us
FROM wide_booking;

DROP VIEW journal;
CREATE VIEW journal (account_id, day, kind, ledger_account, amount_micro_eur) AS
SELECT account_id, day, 'energy_charge', 100, charge_micro_eur
FROM account_day WHERE charge_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'energy_charge', 300 + 10 * price_basis, -charge_micro_eur
FROM account_day WHERE charge_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'relief', 400, relief_micro_eur
FROM account_day WHERE relief_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'relief', 300 + 10 * price_basis, -relief_micro_eur
FROM account_day WHERE relief_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'collection', 100, collected_micro_eur
FROM account_day WHERE collected_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'collection', 200, -collected_micro_eur
FROM account_day WHERE collected_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'collection', 100, collected_debts_micro_eur
FROM account_day WHERE collected_debts_micro_eur <> 0
UNION ALL
SELECT account_id, day, 'collection', 250, -collected_debts_micro_eur
FROM account_day WHERE collected_debts_micro_eur <> 0
UNION ALL
SELECT posting.account_id, journal_entry.day, journal_entry.kind, posting.ledger_account,
       posting.amount_micro_eur
FROM posting
JOIN journal_entry
  ON journal_entry.account_id = posting.account_id AND journal_entry.seq = posting.seq
UNION ALL
SELECT account_id, day, entry_kind, debit, amount_micro_eur FROM wide_booking
UNION ALL
SELECT account_id, day, entry_kind, credit, -amount_micro_eur FROM wide_booking;

-- A sale is found by its terminal's number for it, by the time of its last change, or by its account
-- while it is in flight or was a promise: so a sale that is confirmed touches few pages.
DROP INDEX sale_of_account;
DROP INDEX sale_in_flight;
DROP INDEX sale_of_terminal;
ALTER TABLE sale ADD COLUMN promise SMALLINT NOT NULL DEFAULT 0; -- 1: credited as one, or may be
UPDATE sale SET promise = 1 WHERE body LIKE '%"promise":true%';
CREATE INDEX sale_by_time ON sale (at_us, terminal);
CREATE INDEX sale_in_flight ON sale (account_id, at_us) WHERE in_flight = 1;
CREATE INDEX sale_promised ON sale (account_id, at_us) WHERE promise = 1;
