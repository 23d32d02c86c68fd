-- One text for both databases. A table marked CLUSTERED is kept in the order of its key where the
-- database can (SQLite: WITHOUT ROWID); a BYTEWISE text has the same order in both.
--
-- Money is micro-euro, energy milliwatt-hours, instants microseconds since 1970 in UTC, days are
-- counted from 1970-01-01. The codes of operators, ledger accounts, qualities, states, groups and
-- price bases are those of their types.

CREATE TABLE account (
    account_id   BIGINT   NOT NULL PRIMARY KEY,
    ean          BIGINT   NOT NULL CHECK (ean BETWEEN 540000000000000000 AND 549999999999999999),
    dso          SMALLINT NOT NULL CHECK (dso BETWEEN 1 AND 99),
    tariff_group SMALLINT NOT NULL CHECK (tariff_group BETWEEN 0 AND 3),
    opened_us    BIGINT   NOT NULL,
    closed_us    BIGINT   CHECK (closed_us >= opened_us),
    opening      TEXT     NOT NULL,
    CHECK (account_id / 1000000000 = dso)
) CLUSTERED;

-- A supply point has one open account at most.
CREATE UNIQUE INDEX account_open_ean ON account (ean) WHERE closed_us IS NULL;
CREATE INDEX account_ean ON account (ean, account_id);
-- What a night walks along.
CREATE INDEX account_open ON account (account_id, opened_us) WHERE closed_us IS NULL;

-- What happened at a point, in order. Rows are only inserted.
CREATE TABLE fact (
    account_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    at_us      BIGINT NOT NULL,
    learnt_us  BIGINT NOT NULL,
    kind       TEXT BYTEWISE NOT NULL,
    key        TEXT BYTEWISE, -- the caller's, when it came from outside
    body       TEXT   NOT NULL,
    PRIMARY KEY (account_id, seq),
    UNIQUE (account_id, kind, key)
) CLUSTERED;

-- Register values at the local midnight that opens a day. Rows are only inserted; the highest
-- version holds. The day comes first in the key: see the README.
CREATE TABLE reading (
    midnight   INTEGER NOT NULL,
    account_id BIGINT  NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    learnt_us  BIGINT  NOT NULL,
    register_1 BIGINT  NOT NULL,
    register_2 BIGINT  NOT NULL,
    PRIMARY KEY (midnight, account_id, version)
) CLUSTERED;

-- One account and one day. Each amount is a pair of postings with a fixed contra account, see the
-- view `journal`. Rows are only inserted.
CREATE TABLE account_day (
    batch                     BIGINT   NOT NULL,
    account_id                BIGINT   NOT NULL,
    register_1                BIGINT   NOT NULL,
    register_2                BIGINT   NOT NULL,
    energy_1_mwh              BIGINT   NOT NULL,
    energy_2_mwh              BIGINT   NOT NULL,
    charge_micro_eur          BIGINT   NOT NULL,
    relief_micro_eur          BIGINT   NOT NULL,
    collected_micro_eur       BIGINT   NOT NULL,
    collected_debts_micro_eur BIGINT   NOT NULL,
    balance_micro_eur         BIGINT   NOT NULL,
    debt_micro_eur            BIGINT   NOT NULL,
    day                       INTEGER  NOT NULL,
    residue_femto_eur         INTEGER  NOT NULL CHECK (residue_femto_eur BETWEEN 0 AND 999999999),
    relief_residue_femto_eur  INTEGER  NOT NULL CHECK (relief_residue_femto_eur BETWEEN 0 AND 999999999),
    attention                 INTEGER  NOT NULL CHECK (attention >= 0),
    basis_until               INTEGER  NOT NULL,
    reading_version           INTEGER  NOT NULL,
    price_version             INTEGER  NOT NULL,
    parameter_version         INTEGER  NOT NULL,
    gas_carry                 SMALLINT NOT NULL CHECK (gas_carry BETWEEN 0 AND 999),
    quality                   SMALLINT NOT NULL CHECK (quality BETWEEN 0 AND 3),
    credit_state              SMALLINT NOT NULL CHECK (credit_state BETWEEN 0 AND 3),
    tariff_group              SMALLINT NOT NULL CHECK (tariff_group BETWEEN 0 AND 3),
    price_basis               SMALLINT NOT NULL CHECK (price_basis BETWEEN 0 AND 1),
    PRIMARY KEY (day, account_id)
) CLUSTERED;

-- What moved money irregularly: top-ups, corrections, refunds. Rows are only inserted.
CREATE TABLE journal_entry (
    account_id BIGINT  NOT NULL,
    seq        BIGINT  NOT NULL CHECK (seq >= 1),
    booked_us  BIGINT  NOT NULL,
    day        INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    key        TEXT BYTEWISE,
    batch      BIGINT  NOT NULL,
    PRIMARY KEY (account_id, seq)
) CLUSTERED;

CREATE INDEX journal_entry_batch ON journal_entry (batch, account_id, seq);

-- One side of an entry. Rows are only inserted; the postings of an entry sum to zero.
CREATE TABLE posting (
    account_id       BIGINT   NOT NULL,
    seq              BIGINT   NOT NULL,
    leg              SMALLINT NOT NULL CHECK (leg >= 1), -- position: gives a total order
    ledger_account   SMALLINT NOT NULL,
    amount_micro_eur BIGINT   NOT NULL CHECK (amount_micro_eur <> 0), -- debit > 0, credit < 0
    PRIMARY KEY (account_id, seq, leg)
) CLUSTERED;

-- A link of the operator's hash chain: day rows of one day, or entries of one booking.
CREATE TABLE batch (
    dso                           SMALLINT NOT NULL,
    number                        BIGINT   NOT NULL CHECK (number >= 1),
    run_id                        BIGINT,
    day                           INTEGER,
    first_account                 BIGINT   NOT NULL,
    last_account                  BIGINT   NOT NULL,
    day_rows                      BIGINT   NOT NULL CHECK (day_rows >= 0),
    entries                       BIGINT   NOT NULL CHECK (entries >= 0),
    charge_sum_micro_eur          BIGINT   NOT NULL,
    relief_sum_micro_eur          BIGINT   NOT NULL,
    collected_sum_micro_eur       BIGINT   NOT NULL,
    collected_debts_sum_micro_eur BIGINT   NOT NULL,
    before_hash                   TEXT     NOT NULL CHECK (length(before_hash) = 64),
    hash                          TEXT     NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (dso, number),
    CHECK (first_account <= last_account),
    CHECK ((day_rows > 0 AND day IS NOT NULL) OR day_rows = 0)
) CLUSTERED;

-- One night of one operator, and how far it came.
CREATE TABLE run (
    run_id       BIGINT   NOT NULL PRIMARY KEY,
    dso          SMALLINT NOT NULL,
    day          INTEGER  NOT NULL,
    run_us       BIGINT   NOT NULL,
    state        SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 1), -- 0 running, 1 done
    last_account BIGINT   NOT NULL,
    UNIQUE (dso, day)
) CLUSTERED;

-- What happened to an account and is not yet counted in a day row. The night that counts a row
-- deletes it. Source: 1 an entry, 2 a fact, 3 a reading; number: which one.
CREATE TABLE unsettled (
    account_id      BIGINT   NOT NULL,
    source          SMALLINT NOT NULL CHECK (source BETWEEN 1 AND 3),
    number          BIGINT   NOT NULL,
    at_us           BIGINT   NOT NULL,
    moved_micro_eur BIGINT   NOT NULL, -- of the customer's credit, towards the customer
    touches         SMALLINT NOT NULL CHECK (touches BETWEEN 0 AND 1), -- 1: the night needs the timeline
    PRIMARY KEY (account_id, source, number)
) CLUSTERED;

-- Day rows and entries as one journal of postings, debits above zero.
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
  ON journal_entry.account_id = posting.account_id AND journal_entry.seq = posting.seq;
