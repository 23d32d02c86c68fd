-- That a terminal sells no more, or sells again: one row for each change, the newest counts, and rows are only inserted.
-- One person stops it; it sells again when two people say so. Money that is under way comes to its end all the same.
CREATE TABLE terminal_stop (
    terminal    TEXT BYTEWISE NOT NULL,
    seq         BIGINT   NOT NULL CHECK (seq >= 1),
    at_us       BIGINT   NOT NULL,
    stopped     SMALLINT NOT NULL CHECK (stopped IN (0, 1)),
    by_name     TEXT     NOT NULL CHECK (by_name <> ''),
    approved_by TEXT,
    reason      TEXT     NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (terminal, seq),
    CHECK ((stopped = 1) = (approved_by IS NULL)),
    CHECK (approved_by IS NULL OR approved_by <> by_name)
) CLUSTERED;

CREATE INDEX terminal_stop_by_time ON terminal_stop (at_us, terminal, seq);
