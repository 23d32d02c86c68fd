-- Who of a CPAS is in charge of a client: the highest `seq` holds. Rows are only inserted.
CREATE TABLE client_charge (
    party_id   BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    person_id  BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    by_person  BIGINT NOT NULL, -- who moved it
    PRIMARY KEY (party_id, account_id, seq)
) CLUSTERED;

-- Somebody of a CPAS is away, and another does their work. The highest `seq` of a person holds; one without days ends
-- what was there.
CREATE TABLE person_leave (
    person_id BIGINT  NOT NULL,
    seq       BIGINT  NOT NULL CHECK (seq >= 1),
    first_day INTEGER,
    last_day  INTEGER,
    stand_in  BIGINT,
    at_us     BIGINT  NOT NULL,
    by_person BIGINT  NOT NULL,
    PRIMARY KEY (person_id, seq),
    CHECK ((first_day IS NULL) = (stand_in IS NULL) AND (first_day IS NULL) = (last_day IS NULL)),
    CHECK (first_day IS NULL OR (first_day <= last_day AND stand_in <> person_id))
) CLUSTERED;
