-- Systems of suppliers and representatives: an owner is 1 the operator, 2 a party by its number, 3 a terminal by its
-- name, 4 a supplier by its id, 5 a representative by the number of the person. The four tables that have owners are
-- made anew, as a check cannot be widened.
CREATE TABLE endpoint_next (
    endpoint_id   BIGINT   NOT NULL PRIMARY KEY,
    dso           SMALLINT NOT NULL,
    owner_kind    SMALLINT NOT NULL CHECK (owner_kind BETWEEN 1 AND 5),
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

INSERT INTO endpoint_next (endpoint_id, dso, owner_kind, owner, url, loopback, types, state, reason, made_us,
                           not_before_us)
SELECT endpoint_id, dso, owner_kind, owner, url, loopback, types, state, reason, made_us, not_before_us FROM endpoint;
DROP TABLE endpoint;
ALTER TABLE endpoint_next RENAME TO endpoint;

CREATE TABLE api_key_next (
    key_id     BIGINT   NOT NULL PRIMARY KEY,
    dso        SMALLINT NOT NULL,
    owner_kind SMALLINT NOT NULL CHECK (owner_kind BETWEEN 1 AND 5),
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

INSERT INTO api_key_next (key_id, dso, owner_kind, owner, hash, scopes, sandbox, version, made_us, until_us)
SELECT key_id, dso, owner_kind, owner, hash, scopes, sandbox, version, made_us, until_us FROM api_key;
DROP TABLE api_key;
ALTER TABLE api_key_next RENAME TO api_key;

CREATE TABLE api_request_next (
    at_us          BIGINT   NOT NULL,
    request_id     TEXT BYTEWISE NOT NULL CHECK (length(request_id) BETWEEN 8 AND 64),
    dso            SMALLINT,
    owner_kind     SMALLINT CHECK (owner_kind BETWEEN 1 AND 5), -- as of endpoints and keys
    owner          TEXT BYTEWISE,
    key_name       TEXT     NOT NULL, -- the number of a partner's key, the name of a terminal's
    method         TEXT     NOT NULL,
    route          TEXT     NOT NULL,
    status         SMALLINT, -- none where the caller hung up before the answer
    code           TEXT     NOT NULL, -- of a problem
    took_ms        BIGINT   NOT NULL CHECK (took_ms >= 0),
    asked_bytes    BIGINT   NOT NULL CHECK (asked_bytes >= 0),
    answered_bytes BIGINT   NOT NULL CHECK (answered_bytes >= 0),
    once           TEXT     NOT NULL, -- the beginning of the SHA-256 of the idempotency key
    asked          TEXT     NOT NULL,
    answered       TEXT     NOT NULL,
    PRIMARY KEY (at_us, request_id),
    CHECK ((dso IS NULL) = (owner_kind IS NULL) AND (dso IS NULL) = (owner IS NULL))
) CLUSTERED;

INSERT INTO api_request_next (at_us, request_id, dso, owner_kind, owner, key_name, method, route, status, code,
                              took_ms, asked_bytes, answered_bytes, once, asked, answered)
SELECT at_us, request_id, dso, owner_kind, owner, key_name, method, route, status, code, took_ms, asked_bytes,
       answered_bytes, once, asked, answered
FROM api_request;
DROP TABLE api_request;
ALTER TABLE api_request_next RENAME TO api_request;
CREATE INDEX api_request_of_owner ON api_request (dso, owner_kind, owner, at_us, request_id);
CREATE INDEX api_request_by_id ON api_request (request_id);

-- An event is of an account, or about something else: a version of a month of sharing, a supplier's request, a
-- remittance. What concerns one supplier or representative has its owner beside the operator.
CREATE TABLE event_next (
    dso        SMALLINT NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    event_id   TEXT BYTEWISE NOT NULL,
    kind       TEXT     NOT NULL,
    at_us      BIGINT   NOT NULL,
    made_us    BIGINT   NOT NULL,
    account_id BIGINT,
    about      TEXT, -- what, and its number
    owner_kind SMALLINT CHECK (owner_kind IN (4, 5)),
    owner      TEXT BYTEWISE,
    terminal   TEXT BYTEWISE, -- at which it was sold
    sale       TEXT, -- the terminal's number of it
    command    TEXT, -- the order to the meter
    PRIMARY KEY (dso, seq),
    UNIQUE (event_id),
    CHECK ((terminal IS NULL) = (sale IS NULL)),
    CHECK ((account_id IS NULL) = (about IS NOT NULL)),
    CHECK ((owner_kind IS NULL) = (owner IS NULL))
) CLUSTERED;

INSERT INTO event_next (dso, seq, event_id, kind, at_us, made_us, account_id, terminal, sale, command)
SELECT dso, seq, event_id, kind, at_us, made_us, account_id, terminal, sale, command FROM event;
DROP TABLE event;
ALTER TABLE event_next RENAME TO event;
CREATE INDEX event_of_account ON event (account_id, seq) WHERE account_id IS NOT NULL;
CREATE INDEX event_of_terminal ON event (dso, terminal, seq) WHERE terminal IS NOT NULL;
CREATE INDEX event_of_owner ON event (dso, owner_kind, owner, seq) WHERE owner IS NOT NULL;
