-- The tariff calendar that a meter has read back, by its name.
CREATE TABLE meter_calendar (
    meter    TEXT BYTEWISE NOT NULL PRIMARY KEY,
    calendar TEXT   NOT NULL,
    at_us    BIGINT NOT NULL
) CLUSTERED;

-- A meter on M-Bus is read and ordered through the one that speaks for it.
ALTER TABLE meter ADD COLUMN behind TEXT BYTEWISE;
CREATE INDEX meter_behind ON meter (behind) WHERE removed_us IS NULL AND behind IS NOT NULL;

-- Points that were ever ordered off, for the register of supplies that are.
CREATE INDEX outbox_cuts ON outbox (account_id) WHERE lane = 3 AND kind = 'command';

-- Who sends something by itself says its title.
CREATE INDEX meter_titled ON meter (title) WHERE removed_us IS NULL AND title IS NOT NULL;
