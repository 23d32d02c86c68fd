-- Until when staff have their role and who looked at it: acts, insert only; of a person the newest counts. Of somebody
-- without one, the day on which they were entered is that of the last review.
CREATE TABLE person_term (
    person_id    BIGINT   NOT NULL,
    seq          BIGINT   NOT NULL CHECK (seq >= 1),
    at_us        BIGINT   NOT NULL,
    act          SMALLINT NOT NULL CHECK (act BETWEEN 1 AND 4), -- 1 given, 2 confirmed, 3 prolonged, 4 ended
    last_day     INTEGER,                                       -- inclusive; none: as long as it is reviewed
    reviewed_day INTEGER  NOT NULL,
    by_name      TEXT     NOT NULL,
    why          TEXT     NOT NULL,
    PRIMARY KEY (person_id, seq)
) CLUSTERED;
