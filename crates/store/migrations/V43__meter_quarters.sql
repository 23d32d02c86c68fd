-- Up to where the quarter-hours of a meter are kept that it stored itself: the end of the newest one. Written with
-- the version of quarter-hours that has it.
CREATE TABLE meter_quarter (
    meter    TEXT BYTEWISE NOT NULL,
    until_us BIGINT NOT NULL,
    PRIMARY KEY (meter)
) CLUSTERED;
