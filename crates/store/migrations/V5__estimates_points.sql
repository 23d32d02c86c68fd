-- How an account's use spreads over the hours of the day, learnt from its quarter-hours: for each
-- type of day (0 working, 1 Saturday, 2 Sunday and holiday) parts per million of the day's energy.
-- `made` is the last day it was learnt from, `days` how many days there were. Replaced when newer.
CREATE TABLE account_shape (
    account_id BIGINT   NOT NULL,
    day_type   SMALLINT NOT NULL CHECK (day_type BETWEEN 0 AND 2),
    made       INTEGER  NOT NULL,
    days       INTEGER  NOT NULL CHECK (days >= 1),
    h00 INTEGER NOT NULL, h01 INTEGER NOT NULL, h02 INTEGER NOT NULL, h03 INTEGER NOT NULL,
    h04 INTEGER NOT NULL, h05 INTEGER NOT NULL, h06 INTEGER NOT NULL, h07 INTEGER NOT NULL,
    h08 INTEGER NOT NULL, h09 INTEGER NOT NULL, h10 INTEGER NOT NULL, h11 INTEGER NOT NULL,
    h12 INTEGER NOT NULL, h13 INTEGER NOT NULL, h14 INTEGER NOT NULL, h15 INTEGER NOT NULL,
    h16 INTEGER NOT NULL, h17 INTEGER NOT NULL, h18 INTEGER NOT NULL, h19 INTEGER NOT NULL,
    h20 INTEGER NOT NULL, h21 INTEGER NOT NULL, h22 INTEGER NOT NULL, h23 INTEGER NOT NULL,
    PRIMARY KEY (account_id, day_type)
) CLUSTERED;

-- By how much the estimates of a day missed its closing reading, added up over the accounts of an
-- operator and energy (0 electricity, 1 gas) by method (0 flat, 1 hour-aware): settled less
-- estimated. b00 to b15 count errors by size. Nothing of one account is in it.
CREATE TABLE estimate_error (
    day                INTEGER  NOT NULL,
    dso                SMALLINT NOT NULL,
    energy             SMALLINT NOT NULL CHECK (energy BETWEEN 0 AND 1),
    method             SMALLINT NOT NULL CHECK (method BETWEEN 0 AND 1),
    accounts           BIGINT   NOT NULL CHECK (accounts >= 1),
    absolute_micro_eur BIGINT   NOT NULL CHECK (absolute_micro_eur >= 0),
    signed_micro_eur   BIGINT   NOT NULL,
    most_micro_eur     BIGINT   NOT NULL CHECK (most_micro_eur >= 0),
    b00 BIGINT NOT NULL, b01 BIGINT NOT NULL, b02 BIGINT NOT NULL, b03 BIGINT NOT NULL,
    b04 BIGINT NOT NULL, b05 BIGINT NOT NULL, b06 BIGINT NOT NULL, b07 BIGINT NOT NULL,
    b08 BIGINT NOT NULL, b09 BIGINT NOT NULL, b10 BIGINT NOT NULL, b11 BIGINT NOT NULL,
    b12 BIGINT NOT NULL, b13 BIGINT NOT NULL, b14 BIGINT NOT NULL, b15 BIGINT NOT NULL,
    PRIMARY KEY (day, dso, energy, method)
) CLUSTERED;

-- Accounts whose supply is not plainly connected, which are on billing hold, or which have grace:
-- together with the last day row and what is unsettled it tells how they stand, without their
-- timeline. `settled_to` is the day of the last row: an account on hold has none for later nights.
-- It follows from the facts; a booking of the account writes it or takes it away.
CREATE TABLE point (
    account_id      BIGINT   NOT NULL PRIMARY KEY,
    supply          SMALLINT NOT NULL CHECK (supply BETWEEN 0 AND 5),
    held            SMALLINT NOT NULL CHECK (held BETWEEN 0 AND 1),
    grace_micro_eur BIGINT   NOT NULL CHECK (grace_micro_eur >= 0),
    grace_until_us  BIGINT   NOT NULL,
    settled_to      INTEGER  NOT NULL
) CLUSTERED;

-- Accounts opened since the last night have no day row yet.
CREATE INDEX account_opened ON account (opened_us) WHERE closed_us IS NULL;
-- Those closed since the last night have one that no longer counts.
CREATE INDEX account_closed ON account (closed_us) WHERE closed_us IS NOT NULL;
