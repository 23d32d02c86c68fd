-- Money in suspense in the operators' own books, found by its key.
CREATE INDEX journal_entry_suspense ON journal_entry (account_id, key) WHERE kind = 'suspense';

-- What a payment provider has told of its balance with us, as long as it can be asked. Rows are only
-- inserted: a movement that is told otherwise later is another version, and one that is not told any more
-- has a last version of kind `withdrawn`. Amounts are above zero when the balance grew; the fee is zero or
-- below.
CREATE TABLE provider_line (
    provider        TEXT BYTEWISE NOT NULL,
    movement        TEXT BYTEWISE NOT NULL, -- the provider's name of it
    version         INTEGER NOT NULL CHECK (version >= 1),
    at_us           BIGINT  NOT NULL,
    kind            TEXT    NOT NULL,
    payment         TEXT BYTEWISE NOT NULL, -- the provider's id; empty if it is none of a payment
    other           TEXT BYTEWISE NOT NULL, -- the refund or chargeback, or the reference of a payout
    gross_micro_eur BIGINT  NOT NULL,
    fee_micro_eur   BIGINT  NOT NULL,
    told_us         BIGINT  NOT NULL,
    PRIMARY KEY (provider, movement, version)
) CLUSTERED;

CREATE INDEX provider_line_at ON provider_line (provider, at_us);

-- Days of which a provider has told all that had moved, and when it did so last.
CREATE TABLE provider_day (
    provider TEXT BYTEWISE NOT NULL,
    day      INTEGER NOT NULL,
    told_us  BIGINT  NOT NULL,
    PRIMARY KEY (provider, day)
) CLUSTERED;

-- Which line of a bank's statement has paid out a provider's balance. Rows are only inserted.
CREATE TABLE provider_payout (
    provider  TEXT BYTEWISE NOT NULL,
    movement  TEXT BYTEWISE NOT NULL,
    money_key TEXT BYTEWISE NOT NULL,
    at_us     BIGINT NOT NULL,
    PRIMARY KEY (provider, movement),
    UNIQUE (money_key)
) CLUSTERED;
