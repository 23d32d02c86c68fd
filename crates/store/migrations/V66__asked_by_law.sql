-- A CPAS asks to see a household by force of a law, and names the notice and its day. Somebody of the operator answers.
-- Without an account nobody of that operator has the reference. State: 0 waits, 1 granted, 2 declined, 3 it fell: the
-- household had moved out, or its time was over.
CREATE TABLE legal_request (
    request_id  BIGINT   NOT NULL PRIMARY KEY,
    dso         SMALLINT NOT NULL,
    party_id    BIGINT   NOT NULL,
    account_id  BIGINT,
    reference   TEXT     NOT NULL, -- its digits, as they were keyed in
    notice      TEXT     NOT NULL, -- which notice of the law
    notice_day  INTEGER  NOT NULL,
    purpose     TEXT     NOT NULL,
    months      SMALLINT NOT NULL CHECK (months >= 1),
    made_us     BIGINT   NOT NULL,
    made_by     BIGINT   NOT NULL,
    state       SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 3),
    ended_us    BIGINT,
    ended_by    BIGINT,
    reason      TEXT     NOT NULL, -- of whoever declined it
    CHECK (request_id / 1000000000 = dso),
    CHECK ((state = 0) = (ended_us IS NULL)),
    CHECK ((state = 2) = (reason <> '')),
    CHECK (state <> 1 OR account_id IS NOT NULL)
) CLUSTERED;

-- One waits for a reference.
CREATE UNIQUE INDEX legal_request_waits ON legal_request (party_id, reference) WHERE state = 0;
CREATE INDEX legal_request_of_party ON legal_request (party_id, request_id);

-- The form with which somebody opened a group: sent twice, it opens one.
CREATE TABLE sharing_group_opened (
    person_id BIGINT NOT NULL,
    attempt   TEXT BYTEWISE NOT NULL,
    group_id  BIGINT NOT NULL REFERENCES sharing_group (group_id),
    PRIMARY KEY (person_id, attempt)
) CLUSTERED;
