-- Aid that a CPAS gives: asked once under the key of its page, booked at once or by a second person.
-- State: 0 waits for a second person, 1 booked, 2 cancelled before it was.
CREATE TABLE cpas_aid (
    aid_id           BIGINT   NOT NULL PRIMARY KEY,
    dso              SMALLINT NOT NULL,
    key              TEXT BYTEWISE NOT NULL UNIQUE,
    party_id         BIGINT   NOT NULL,
    account_id       BIGINT   NOT NULL,
    asked_us         BIGINT   NOT NULL,
    asked_by         BIGINT   NOT NULL,
    amount_micro_eur BIGINT   NOT NULL CHECK (amount_micro_eur > 0),
    motive           TEXT     NOT NULL,
    budget_line      TEXT     NOT NULL,
    state            SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 2),
    ended_us         BIGINT,
    ended_by         BIGINT,
    CHECK (aid_id / 1000000000 = dso),
    CHECK ((state = 0) = (ended_us IS NULL))
) CLUSTERED;

CREATE INDEX cpas_aid_of_party ON cpas_aid (party_id, asked_us, aid_id);
