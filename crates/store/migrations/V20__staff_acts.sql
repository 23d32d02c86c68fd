-- What staff do by their pages: asked once under the key of the page that was filled in, done at once or by a
-- second person. State: 0 waits for a second person, 1 done, 2 turned down. What is asked and what came of
-- it is the caller's own text.
CREATE TABLE staff_act (
    act_id       BIGINT   NOT NULL PRIMARY KEY,
    dso          SMALLINT NOT NULL,
    key          TEXT BYTEWISE NOT NULL UNIQUE,
    kind         TEXT     NOT NULL,
    account_id   BIGINT,
    asked_us     BIGINT   NOT NULL,
    asked_by     BIGINT   NOT NULL,
    asked_name   TEXT     NOT NULL,
    body         TEXT     NOT NULL,
    state        SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 2),
    decided_us   BIGINT,
    decided_by   BIGINT,
    decided_name TEXT     NOT NULL,
    outcome      TEXT     NOT NULL,
    CHECK (act_id / 1000000000 = dso),
    CHECK ((state = 0) = (decided_us IS NULL)),
    CHECK (state <> 1 OR decided_by IS NULL OR decided_by <> asked_by)
) CLUSTERED;

CREATE INDEX staff_act_waiting ON staff_act (dso, asked_us, act_id) WHERE state = 0;
CREATE INDEX staff_act_of_account ON staff_act (account_id, asked_us) WHERE account_id IS NOT NULL;

-- A household found by where it lives.
CREATE INDEX contact_of_postcode ON contact (postcode, account_id, seq) WHERE postcode <> '';
