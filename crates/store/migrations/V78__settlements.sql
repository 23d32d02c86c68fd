-- Each step in which people decided on what waits of an account, paid it out or let it be. Rows are only inserted: what
-- waits again is another step. What was ended before is one step, and says in one text who did it and how.
CREATE TABLE settlement (
    task_key   TEXT BYTEWISE NOT NULL, -- of sharing_task, or calendar/ACCOUNT
    step       INTEGER  NOT NULL CHECK (step >= 1),
    account_id BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 6), -- as sharing_task; 5 a calendar decided on, 6 paid
    at_us      BIGINT   NOT NULL,
    by_name    TEXT     NOT NULL,
    how        TEXT     NOT NULL,
    amount     BIGINT   NOT NULL, -- micro-euro of this step
    PRIMARY KEY (task_key, step)
) CLUSTERED;

CREATE INDEX settlement_by_account ON settlement (account_id, at_us);

INSERT INTO settlement (task_key, step, account_id, kind, at_us, by_name, how, amount)
SELECT task_key, 1, account_id, kind, ended_us, ended_by, '', settled FROM sharing_task WHERE ended_us IS NOT NULL;

INSERT INTO settlement (task_key, step, account_id, kind, at_us, by_name, how, amount)
SELECT 'calendar/' || CAST(account_id AS TEXT), 1, account_id, 5, decided_us, decided_by, '', amount
FROM closed_calendar WHERE decided_us IS NOT NULL;

INSERT INTO settlement (task_key, step, account_id, kind, at_us, by_name, how, amount)
SELECT 'calendar/' || CAST(account_id AS TEXT), 2, account_id, 6, ended_us, ended_by, '', settled
FROM closed_calendar WHERE ended_us IS NOT NULL AND decided_us IS NOT NULL;

-- Why terms of a final month are others than those that its bills rested on; empty where no final month was changed.
ALTER TABLE sharing_terms ADD COLUMN cause TEXT NOT NULL DEFAULT '';
