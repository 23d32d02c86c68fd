-- A fourth kind of what waits: 4 who came under the social tariff while it is a member, and has not said that it knows what
-- it loses on shared energy.
CREATE TABLE sharing_task_next (
    task_key   TEXT BYTEWISE NOT NULL,
    account_id BIGINT   NOT NULL,
    group_id   BIGINT   NOT NULL REFERENCES sharing_group (group_id),
    month      INTEGER,
    kind       SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 4),
    amount     BIGINT   NOT NULL, -- micro-euro in all
    settled    BIGINT   NOT NULL, -- of it paid, or let be
    why        TEXT     NOT NULL,
    since_us   BIGINT   NOT NULL,
    ended_us   BIGINT,
    ended_by   TEXT,
    PRIMARY KEY (task_key),
    CHECK ((ended_us IS NULL) = (ended_by IS NULL))
) CLUSTERED;

INSERT INTO sharing_task_next (task_key, account_id, group_id, month, kind, amount, settled, why, since_us, ended_us,
                               ended_by)
SELECT task_key, account_id, group_id, month, kind, amount, settled, why, since_us, ended_us, ended_by
FROM sharing_task;
DROP TABLE sharing_task;
ALTER TABLE sharing_task_next RENAME TO sharing_task;

CREATE INDEX sharing_task_by_account ON sharing_task (account_id);
