-- Money that comes by request: what terminals and providers said, kept as the rules left it, with what
-- is asked of it beside. The body is the rule's own value; columns repeat what has to be unique or
-- found.

-- A key of money is credited, suspended or undone once in the whole database.
CREATE TABLE money_key (
    key        TEXT BYTEWISE NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL -- an operator's own books for suspense
) CLUSTERED;

CREATE TABLE terminal (
    terminal TEXT BYTEWISE NOT NULL PRIMARY KEY,
    dso      SMALLINT NOT NULL,
    body     TEXT     NOT NULL -- name and keys
) CLUSTERED;

-- A sale of a terminal, by the terminal's own number for it.
CREATE TABLE sale (
    terminal   TEXT BYTEWISE NOT NULL,
    number     TEXT BYTEWISE NOT NULL,
    account_id BIGINT,
    at_us      BIGINT   NOT NULL,
    in_flight  SMALLINT NOT NULL CHECK (in_flight BETWEEN 0 AND 1), -- 1: no cut meanwhile
    body       TEXT     NOT NULL,
    PRIMARY KEY (terminal, number)
) CLUSTERED;

CREATE INDEX sale_of_account ON sale (account_id, at_us);
CREATE INDEX sale_in_flight ON sale (at_us) WHERE in_flight = 1;
CREATE INDEX sale_of_terminal ON sale (terminal, at_us);

CREATE TABLE shift (
    terminal  TEXT BYTEWISE NOT NULL,
    number    BIGINT NOT NULL CHECK (number >= 1),
    closed_us BIGINT,
    body      TEXT   NOT NULL,
    PRIMARY KEY (terminal, number)
) CLUSTERED;

-- An online payment.
CREATE TABLE payment (
    payment_id  TEXT BYTEWISE NOT NULL PRIMARY KEY,
    account_id  BIGINT   NOT NULL,
    provider    TEXT BYTEWISE,
    provider_id TEXT BYTEWISE,
    created_us  BIGINT   NOT NULL,
    due_us      BIGINT, -- when it has to be looked at again
    in_flight   SMALLINT NOT NULL CHECK (in_flight BETWEEN 0 AND 1),
    body        TEXT     NOT NULL,
    UNIQUE (provider, provider_id)
) CLUSTERED;

CREATE INDEX payment_of_account ON payment (account_id, created_us);
CREATE INDEX payment_due ON payment (due_us, payment_id) WHERE due_us IS NOT NULL;

-- Answers to requests that move money, by the caller's key.
CREATE TABLE answer (
    source TEXT BYTEWISE NOT NULL,
    key    TEXT BYTEWISE NOT NULL,
    at_us  BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (source, key)
) CLUSTERED;
