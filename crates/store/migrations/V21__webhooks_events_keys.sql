-- What partners are told, where, and with which keys they read. An owner is 1 the operator, 2 a party by its
-- number, 3 a terminal by its name.
CREATE TABLE endpoint (
    endpoint_id   BIGINT   NOT NULL PRIMARY KEY,
    dso           SMALLINT NOT NULL,
    owner_kind    SMALLINT NOT NULL CHECK (owner_kind BETWEEN 1 AND 3),
    owner         TEXT BYTEWISE NOT NULL,
    url           TEXT     NOT NULL,
    loopback      SMALLINT NOT NULL CHECK (loopback IN (0, 1)), -- of this machine and nowhere else
    types         TEXT     NOT NULL, -- of events, with blanks between; all without any
    state         SMALLINT NOT NULL CHECK (state IN (0, 1)), -- 0 on, 1 off
    reason        TEXT     NOT NULL, -- why it is off
    made_us       BIGINT   NOT NULL,
    not_before_us BIGINT   NOT NULL, -- it asked for a pause
    CHECK (endpoint_id / 1000000000 = dso),
    CHECK ((owner_kind = 1) = (owner = ''))
) CLUSTERED;

-- What messages are signed with, sealed under the master key. Two hold at once while one is changed.
CREATE TABLE endpoint_secret (
    endpoint_id BIGINT NOT NULL,
    seq         BIGINT NOT NULL CHECK (seq >= 1),
    secret      TEXT   NOT NULL,
    made_us     BIGINT NOT NULL,
    until_us    BIGINT,
    PRIMARY KEY (endpoint_id, seq)
) CLUSTERED;

-- What happened, for those who are told or ask. Numbered under the operator's lock, so that a reader who
-- goes on behind a number misses nothing. Insert only.
CREATE TABLE event (
    dso        SMALLINT NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    event_id   TEXT BYTEWISE NOT NULL,
    kind       TEXT     NOT NULL,
    at_us      BIGINT   NOT NULL,
    made_us    BIGINT   NOT NULL,
    account_id BIGINT   NOT NULL,
    terminal   TEXT BYTEWISE, -- at which it was sold
    sale       TEXT, -- the terminal's number of it
    command    TEXT, -- the order to the meter
    PRIMARY KEY (dso, seq),
    UNIQUE (event_id),
    CHECK ((terminal IS NULL) = (sale IS NULL))
) CLUSTERED;

CREATE INDEX event_of_account ON event (account_id, seq);
CREATE INDEX event_of_terminal ON event (dso, terminal, seq) WHERE terminal IS NOT NULL;

-- What leaves for an endpoint: written with its event, in the transaction that ends the message of the outbox.
CREATE TABLE delivery (
    endpoint_id BIGINT   NOT NULL,
    event_id    TEXT BYTEWISE NOT NULL,
    kind        TEXT     NOT NULL,
    account_id  BIGINT, -- none of a test
    body        TEXT     NOT NULL, -- as it is signed
    made_us     BIGINT   NOT NULL,
    due_us      BIGINT   NOT NULL, -- not sent before; of one that is leaving, until when it is waited for
    state       SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 4), -- 0 waits, 1 leaving, 2 delivered, 3 given up, 4 withdrawn
    attempts    INTEGER  NOT NULL CHECK (attempts >= 0), -- since it was last asked for
    ended_us    BIGINT,
    PRIMARY KEY (endpoint_id, event_id),
    CHECK ((state >= 2) = (ended_us IS NOT NULL))
) CLUSTERED;

CREATE INDEX delivery_open ON delivery (due_us, endpoint_id, event_id) WHERE state IN (0, 1);

-- Each attempt with what came of it. Insert only.
CREATE TABLE delivery_attempt (
    endpoint_id BIGINT   NOT NULL,
    event_id    TEXT BYTEWISE NOT NULL,
    seq         BIGINT   NOT NULL CHECK (seq >= 1),
    at_us       BIGINT   NOT NULL,
    status      SMALLINT, -- none without an answer
    took_ms     BIGINT   NOT NULL,
    answer      TEXT     NOT NULL, -- its beginning, or why there is none
    PRIMARY KEY (endpoint_id, event_id, seq)
) CLUSTERED;

-- With what partners read. Of a key only its SHA-256 is kept.
CREATE TABLE api_key (
    key_id     BIGINT   NOT NULL PRIMARY KEY,
    dso        SMALLINT NOT NULL,
    owner_kind SMALLINT NOT NULL CHECK (owner_kind BETWEEN 1 AND 3),
    owner      TEXT BYTEWISE NOT NULL,
    hash       TEXT BYTEWISE NOT NULL CHECK (length(hash) = 64),
    scopes     TEXT     NOT NULL, -- with blanks between
    sandbox    SMALLINT NOT NULL CHECK (sandbox IN (0, 1)),
    version    TEXT     NOT NULL, -- of the API, for requests that name none
    made_us    BIGINT   NOT NULL,
    until_us   BIGINT   NOT NULL,
    UNIQUE (hash),
    CHECK (key_id / 1000000000 = dso),
    CHECK ((owner_kind = 1) = (owner = ''))
) CLUSTERED;
