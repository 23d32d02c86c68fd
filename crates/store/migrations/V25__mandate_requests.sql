-- A CPAS asks a household for access. The challenge is what its page carries; of the code that the household
-- gets only a keyed hash is kept. Without an account nobody has that reference, which the CPAS is not told.
CREATE TABLE mandate_request (
    challenge  TEXT BYTEWISE NOT NULL PRIMARY KEY,
    party_id   BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL, -- who asks
    account_id BIGINT,
    purpose    TEXT     NOT NULL,
    months     SMALLINT NOT NULL CHECK (months >= 1),
    hash       TEXT     NOT NULL,
    made_us    BIGINT   NOT NULL,
    wrong      INTEGER  NOT NULL CHECK (wrong >= 0),
    used_us    BIGINT
) CLUSTERED;

CREATE INDEX mandate_request_of_person ON mandate_request (person_id, made_us);
