-- An account that closed without a last day row kept what its closing had counted already as not yet counted.
DELETE FROM unsettled
WHERE account_id IN (SELECT account_id FROM account WHERE closed_us IS NOT NULL);

-- Days on which the meter of a household that has left followed another calendar: no book takes them in any more. What
-- of them is to be paid out is decided by people, and waits until somebody has done it.
CREATE TABLE closed_calendar (
    account_id BIGINT  NOT NULL,
    meter      TEXT    NOT NULL,
    since_day  INTEGER NOT NULL,
    days       INTEGER NOT NULL CHECK (days > 0),
    found_us   BIGINT  NOT NULL,
    amount     BIGINT  NOT NULL, -- micro-euro in all, below zero taken
    decided_us BIGINT,
    decided_by TEXT,
    settled    BIGINT  NOT NULL, -- of it paid, or let be
    ended_us   BIGINT,
    ended_by   TEXT,
    PRIMARY KEY (account_id),
    CHECK ((decided_us IS NULL) = (decided_by IS NULL)),
    CHECK ((ended_us IS NULL) = (ended_by IS NULL))
) CLUSTERED;
