-- What of energy sharing waits for a person, until somebody has done it. Kind: 1 owed to an account that is closed, 2 not
-- credited for want of something, 3 who has moved out and is still a member. What is owed more or less later is owed again.
CREATE TABLE sharing_task (
    task_key   TEXT BYTEWISE NOT NULL,
    account_id BIGINT   NOT NULL,
    group_id   BIGINT   NOT NULL REFERENCES sharing_group (group_id),
    month      INTEGER,
    kind       SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
    amount     BIGINT   NOT NULL, -- micro-euro in all
    settled    BIGINT   NOT NULL, -- of it paid, or let be
    why        TEXT     NOT NULL,
    since_us   BIGINT   NOT NULL,
    ended_us   BIGINT,
    ended_by   TEXT,
    PRIMARY KEY (task_key),
    CHECK ((ended_us IS NULL) = (ended_by IS NULL))
) CLUSTERED;

CREATE INDEX sharing_task_by_account ON sharing_task (account_id);
