-- Of the readings of a midnight: how many were due, and how many came before the next one. Counted once, when the
-- day is over, and never changed.
CREATE TABLE timely_day (
    midnight INTEGER  NOT NULL,
    dso      SMALLINT NOT NULL,
    energy   SMALLINT NOT NULL CHECK (energy BETWEEN 0 AND 1),
    due      BIGINT   NOT NULL CHECK (due >= 0),
    in_time  BIGINT   NOT NULL CHECK (in_time BETWEEN 0 AND due),
    PRIMARY KEY (midnight, dso, energy)
) CLUSTERED;
