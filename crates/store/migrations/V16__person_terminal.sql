-- At which terminal of the till somebody sells. One row for each change; the newest counts, and rows are only
-- inserted.
CREATE TABLE person_terminal (
    person_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    at_us     BIGINT NOT NULL,
    terminal  TEXT BYTEWISE, -- without one, nowhere any more
    PRIMARY KEY (person_id, seq)
) CLUSTERED;

-- Why somebody at a till asked to undo a sale: written before it is tried, once.
CREATE TABLE sale_undo (
    terminal  TEXT BYTEWISE NOT NULL,
    number    TEXT BYTEWISE NOT NULL,
    at_us     BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    PRIMARY KEY (terminal, number)
) CLUSTERED;
