-- What the desk of terminals asks with every call: open shifts, and the last answer to a terminal.

CREATE INDEX shift_open ON shift (terminal, number) WHERE closed_us IS NULL;

CREATE INDEX answer_of_source ON answer (source, at_us);
