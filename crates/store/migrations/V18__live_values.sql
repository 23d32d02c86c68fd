-- The newest that the customer's port of a meter has said: for that household's own page and for nothing else.
-- Overwritten, and forgotten after some minutes: no reading, no fact, and nothing in the chain. Source: MT-16.
CREATE TABLE live_value (
    account_id     BIGINT NOT NULL PRIMARY KEY,
    meter          TEXT BYTEWISE NOT NULL, -- which said it
    at_us          BIGINT NOT NULL, -- by the meter's clock
    kept_us        BIGINT NOT NULL,
    taken_w        BIGINT CHECK (taken_w >= 0),
    injected_w     BIGINT CHECK (injected_w >= 0),
    taken_1_mwh    BIGINT CHECK (taken_1_mwh >= 0),
    taken_2_mwh    BIGINT CHECK (taken_2_mwh >= 0),
    injected_1_mwh BIGINT CHECK (injected_1_mwh >= 0),
    injected_2_mwh BIGINT CHECK (injected_2_mwh >= 0)
) CLUSTERED;

CREATE INDEX live_value_kept ON live_value (kept_us);
