-- Requests to the API, for those who build on it and look one up. There is no place for a path, a secret or a whole
-- body: `route` is the address as it is documented, and of bodies stand the names of fields with what tells nothing of
-- anybody. Whose a request is, is known once the key was right.
CREATE TABLE api_request (
    at_us          BIGINT   NOT NULL,
    request_id     TEXT BYTEWISE NOT NULL CHECK (length(request_id) BETWEEN 8 AND 64),
    dso            SMALLINT,
    owner_kind     SMALLINT CHECK (owner_kind BETWEEN 1 AND 3), -- as of endpoints and keys
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

CREATE INDEX api_request_of_owner ON api_request (dso, owner_kind, owner, at_us, request_id);
CREATE INDEX api_request_by_id ON api_request (request_id);

-- How many were not kept because more came than could be written: a log never holds up a sale.
CREATE TABLE api_request_lost (
    at_us BIGINT NOT NULL PRIMARY KEY,
    lost  BIGINT NOT NULL CHECK (lost > 0)
) CLUSTERED;
