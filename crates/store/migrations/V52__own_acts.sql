-- What somebody did on their own pages that no other table keeps, for them to read again: acts, insert only.
CREATE TABLE own_act (
    person_id  BIGINT   NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1), -- of the person
    at_us      BIGINT   NOT NULL,
    account_id BIGINT, -- the household that it is about, if it is about one
    kind       SMALLINT NOT NULL CHECK (kind >= 1),
    detail     TEXT     NOT NULL, -- to whom or what, in no more than tells it from others
    PRIMARY KEY (person_id, seq)
) CLUSTERED;

CREATE INDEX own_act_of_account ON own_act (account_id, at_us) WHERE account_id IS NOT NULL;

-- A change of where somebody signs in, or the end of that, that waits for the code sent for it. Of the code only its
-- keyed hash is kept. It opens nothing else, which is why it is no `person_code`.
CREATE TABLE own_change (
    challenge TEXT BYTEWISE NOT NULL PRIMARY KEY,
    person_id BIGINT   NOT NULL,
    kind      SMALLINT NOT NULL CHECK (kind >= 1),
    value     TEXT     NOT NULL, -- the new number or address; sealed for a secret; empty for an end
    hash      TEXT     NOT NULL,
    made_us   BIGINT   NOT NULL,
    wrong     INTEGER  NOT NULL CHECK (wrong >= 0),
    used_us   BIGINT
) CLUSTERED;

CREATE INDEX own_change_of_person ON own_change (person_id, made_us);
