-- Whose task something is that waits in a queue of the desk: the highest `seq` holds; without a person it is nobody's.
-- Rows are only inserted.
CREATE TABLE task_owner (
    dso       SMALLINT NOT NULL,
    task      TEXT BYTEWISE NOT NULL CHECK (task <> ''), -- the queue, what waits in it, and since when
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    person_id BIGINT,
    at_us     BIGINT   NOT NULL,
    by_person BIGINT   NOT NULL,
    PRIMARY KEY (dso, task, seq)
) CLUSTERED;

CREATE INDEX task_owner_by_time ON task_owner (dso, at_us);

-- What somebody of the desk leaves to the next person. A note is never edited.
CREATE TABLE handover_note (
    dso       SMALLINT NOT NULL,
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    person_id BIGINT   NOT NULL,
    at_us     BIGINT   NOT NULL,
    words     TEXT     NOT NULL CHECK (words <> ''),
    PRIMARY KEY (dso, seq)
) CLUSTERED;

-- Who has read it, once each.
CREATE TABLE handover_read (
    dso       SMALLINT NOT NULL,
    seq       BIGINT   NOT NULL,
    person_id BIGINT   NOT NULL,
    at_us     BIGINT   NOT NULL,
    PRIMARY KEY (dso, seq, person_id)
) CLUSTERED;
