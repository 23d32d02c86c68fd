-- What households ask and complain about. The body is the rule's own value; columns repeat what is asked for.
CREATE TABLE household_case (
    case_id    BIGINT   NOT NULL PRIMARY KEY,
    dso        SMALLINT NOT NULL,
    account_id BIGINT, -- of somebody who did not say which
    due_day    INTEGER  NOT NULL,
    open       SMALLINT NOT NULL CHECK (open BETWEEN 0 AND 1),
    body       TEXT     NOT NULL,
    CHECK (case_id / 1000000000 = dso)
) CLUSTERED;

CREATE INDEX household_case_waiting ON household_case (dso, due_day, case_id) WHERE open = 1;
CREATE INDEX household_case_of_account ON household_case (account_id, case_id)
    WHERE account_id IS NOT NULL;
