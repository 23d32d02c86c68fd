-- What concerns many points of an operator at once: stop switches, incidents, how many points are
-- candidates for a cut, approvals, undo. Kept once and merged into each point's timeline, so that an
-- outage of a country writes one row. Rows are only inserted.
CREATE TABLE fleet_fact (
    dso       SMALLINT NOT NULL,
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    learnt_us BIGINT   NOT NULL,
    key       TEXT BYTEWISE, -- the caller's
    body      TEXT     NOT NULL,
    PRIMARY KEY (dso, seq),
    UNIQUE (dso, key)
) CLUSTERED;

-- How many facts of the fleet were known when a fact was booked: they come before it for ever.
ALTER TABLE fact ADD COLUMN fleet_seq BIGINT NOT NULL DEFAULT 0;

-- Points with something due by the clock besides the night: an order, the end of protected hours, a
-- last call. One row a point, moved with each booking.
CREATE TABLE waiting (
    account_id BIGINT NOT NULL PRIMARY KEY,
    due_us     BIGINT NOT NULL
) CLUSTERED;

CREATE INDEX waiting_due ON waiting (due_us, account_id);
