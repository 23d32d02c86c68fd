-- What people are told who have no account here: whoever sells, whoever represents a group. One row for each way; the
-- same key twice is one. State: 0 queued, 1 leaving, 2 handed over, 3 failed.
CREATE TABLE partner_notice (
    dso        SMALLINT NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    key        TEXT BYTEWISE NOT NULL UNIQUE,
    person_id  BIGINT   NOT NULL REFERENCES person (person_id),
    made_us    BIGINT   NOT NULL,
    message    TEXT     NOT NULL,
    version    INTEGER  NOT NULL,
    language   TEXT     NOT NULL,
    channel    SMALLINT NOT NULL,
    address    TEXT     NOT NULL,
    subject    TEXT     NOT NULL,
    body       TEXT     NOT NULL,
    state      SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 3),
    reason     TEXT     NOT NULL,
    attempts   INTEGER  NOT NULL,
    due_us     BIGINT   NOT NULL,
    ended_us   BIGINT,
    PRIMARY KEY (dso, seq)
) CLUSTERED;

CREATE INDEX partner_notice_due ON partner_notice (state, due_us);
