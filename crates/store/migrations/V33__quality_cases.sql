-- Complaints about voltage. The form never changes; open repeats what follows from the events, to be asked for.
CREATE TABLE quality_case (
    case_id     BIGINT   NOT NULL PRIMARY KEY,
    dso         SMALLINT NOT NULL,
    ean         BIGINT   NOT NULL,
    received_us BIGINT   NOT NULL,
    open        SMALLINT NOT NULL CHECK (open BETWEEN 0 AND 1),
    body        TEXT     NOT NULL,
    CHECK (case_id / 1000000000 = dso)
) CLUSTERED;

CREATE INDEX quality_case_of_point ON quality_case (ean, case_id);
CREATE INDEX quality_case_open ON quality_case (dso, case_id) WHERE open = 1;

-- What happened to a complaint, in order; rows are only inserted. The body is the rule's own value.
CREATE TABLE quality_event (
    case_id BIGINT  NOT NULL REFERENCES quality_case (case_id),
    seq     INTEGER NOT NULL CHECK (seq >= 1),
    at_us   BIGINT  NOT NULL,
    by_whom TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (case_id, seq)
) CLUSTERED;

-- The voltage that an event rests on: means of so many minutes, phase by phase. Injecting: 0 no, 1 yes.
CREATE TABLE quality_mean (
    case_id    BIGINT   NOT NULL,
    seq        INTEGER  NOT NULL,
    start_us   BIGINT   NOT NULL,
    phase      SMALLINT NOT NULL CHECK (phase BETWEEN 1 AND 3),
    minutes    SMALLINT NOT NULL CHECK (minutes IN (10, 15)),
    voltage_mv INTEGER  NOT NULL,
    injecting  SMALLINT CHECK (injecting BETWEEN 0 AND 1),
    PRIMARY KEY (case_id, seq, start_us, phase),
    FOREIGN KEY (case_id, seq) REFERENCES quality_event (case_id, seq)
) CLUSTERED;
