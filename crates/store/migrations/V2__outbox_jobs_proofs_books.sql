-- What has to leave: commands to meters, notices to people. Written with the booking it follows
-- from, delivered at least once. Taking one moves `due_us` to the end of the lease.
CREATE TABLE outbox (
    account_id   BIGINT   NOT NULL,
    key          TEXT BYTEWISE NOT NULL,
    at_us        BIGINT   NOT NULL,
    lane         SMALLINT NOT NULL CHECK (lane >= 0), -- 0 leaves first
    kind         TEXT     NOT NULL,
    body         TEXT     NOT NULL,
    state        SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 1), -- 0 waiting, 1 delivered
    attempts     INTEGER  NOT NULL CHECK (attempts >= 0),
    due_us       BIGINT   NOT NULL,
    delivered_us BIGINT,
    PRIMARY KEY (account_id, key),
    CHECK ((state = 1) = (delivered_us IS NOT NULL))
) CLUSTERED;

CREATE INDEX outbox_waiting ON outbox (lane, at_us, account_id, key) WHERE state = 0;

-- Work that is due at an instant, done at least once.
CREATE TABLE job (
    key      TEXT BYTEWISE NOT NULL PRIMARY KEY,
    kind     TEXT     NOT NULL,
    body     TEXT     NOT NULL,
    state    SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 1), -- 0 waiting, 1 done
    attempts INTEGER  NOT NULL CHECK (attempts >= 0),
    due_us   BIGINT   NOT NULL
) CLUSTERED;

CREATE INDEX job_waiting ON job (due_us, key) WHERE state = 0;

-- Why an order was given, chained per operator. Rows are only inserted.
CREATE TABLE proof (
    account_id  BIGINT   NOT NULL,
    order_key   TEXT BYTEWISE NOT NULL,
    dso         SMALLINT NOT NULL,
    number      BIGINT   NOT NULL CHECK (number >= 1),
    at_us       BIGINT   NOT NULL,
    body        TEXT     NOT NULL,
    before_hash TEXT     NOT NULL CHECK (length(before_hash) = 64),
    hash        TEXT     NOT NULL CHECK (length(hash) = 64),
    signature   TEXT     NOT NULL, -- of the hash, in hexadecimal digits; empty without a key
    PRIMARY KEY (account_id, order_key)
);

CREATE INDEX proof_chain ON proof (dso, number);

-- Versions of parameters and prices: entered by one person, in force when another has approved.
CREATE TABLE parameter_entry (
    number      BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    body        TEXT   NOT NULL,
    entered_by  TEXT   NOT NULL,
    approved_by TEXT   CHECK (approved_by <> entered_by)
) CLUSTERED;

CREATE TABLE price_version (
    number      BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    body        TEXT   NOT NULL,
    entered_by  TEXT   NOT NULL,
    approved_by TEXT   CHECK (approved_by <> entered_by)
) CLUSTERED;

CREATE TABLE setting (
    name TEXT BYTEWISE NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) CLUSTERED;
