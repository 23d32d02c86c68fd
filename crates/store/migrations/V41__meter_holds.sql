-- Which process talks to a meter now: two would overtake each other's counters. A row lives as long as one
-- association; who holds it moves its end on, and what a crash leaves ends by itself.
CREATE TABLE meter_hold (
    meter    TEXT BYTEWISE NOT NULL,
    holder   BIGINT NOT NULL, -- a number of its own for each process
    since_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL CHECK (until_us >= since_us),
    PRIMARY KEY (meter)
) CLUSTERED;
