-- A household signed on paper that a CPAS may see it. Somebody of the CPAS writes it down, somebody else compares it with
-- the paper. Without an account nobody has that reference. State: 0 waits, 1 compared and granted, 2 turned down.
CREATE TABLE paper_mandate (
    mandate_id  BIGINT   NOT NULL PRIMARY KEY,
    dso         SMALLINT NOT NULL,
    party_id    BIGINT   NOT NULL,
    account_id  BIGINT,
    reference   TEXT     NOT NULL, -- its digits, as they were keyed in
    document    TEXT     NOT NULL, -- the number under which the CPAS keeps the paper
    signed_day  INTEGER  NOT NULL,
    purpose     TEXT     NOT NULL,
    months      SMALLINT NOT NULL CHECK (months >= 1),
    made_us     BIGINT   NOT NULL,
    made_by     BIGINT   NOT NULL,
    state       SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 2),
    ended_us    BIGINT,
    ended_by    BIGINT,
    CHECK (mandate_id / 1000000000 = dso),
    CHECK ((state = 0) = (ended_us IS NULL)),
    CHECK (state <> 1 OR (ended_by <> made_by AND account_id IS NOT NULL))
) CLUSTERED;

CREATE INDEX paper_mandate_of_party ON paper_mandate (party_id, mandate_id);
