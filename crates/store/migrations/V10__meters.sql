-- Meters that are read and ordered from afar, their keys and counters, and how each day's collection went.

-- Where a meter hangs. A swap ends a row and begins another; a meter may come back, at another point.
CREATE TABLE meter (
    serial        TEXT BYTEWISE NOT NULL,
    placed_us     BIGINT   NOT NULL,
    removed_us    BIGINT   CHECK (removed_us >= placed_us),
    dso           SMALLINT NOT NULL CHECK (dso BETWEEN 1 AND 99),
    ean           BIGINT   NOT NULL CHECK (ean BETWEEN 540000000000000000 AND 549999999999999999),
    energy        SMALLINT NOT NULL CHECK (energy BETWEEN 0 AND 1), -- electricity, gas
    profile       TEXT     NOT NULL, -- the kind of meter, by the name of its file
    place         TEXT     NOT NULL, -- host:port
    hdlc_physical INTEGER  CHECK (hdlc_physical BETWEEN 0 AND 16383), -- NULL: the TCP wrapper
    server        INTEGER  CHECK (server BETWEEN 1 AND 65535), -- NULL: as the profile says
    cell          TEXT     NOT NULL, -- substation or concentrator
    title         TEXT, -- system title in hexadecimal digits; NULL: not known beforehand
    read_midnight INTEGER, -- the newest midnight that was read
    PRIMARY KEY (serial, placed_us)
) CLUSTERED;

-- A meter hangs at one point, and a point has one meter.
CREATE UNIQUE INDEX meter_placed ON meter (serial) WHERE removed_us IS NULL;
CREATE UNIQUE INDEX meter_of_point ON meter (ean) WHERE removed_us IS NULL;
-- What a collection walks along.
CREATE INDEX meter_of_operator ON meter (dso, serial) WHERE removed_us IS NULL;

-- Keys, sealed under the installation's master key. State: 1 current, 2 sent and not yet proven.
CREATE TABLE meter_key (
    meter      TEXT BYTEWISE NOT NULL,
    state      SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 2),
    generation BIGINT   NOT NULL CHECK (generation BETWEEN 1 AND 4294967295),
    sealed     TEXT     NOT NULL,
    PRIMARY KEY (meter, state),
    UNIQUE (meter, generation)
) CLUSTERED;

-- Invocation counters: `next` was given to nobody, all below it may have been used. A row outlives its
-- keys, so that a nonce never comes twice.
CREATE TABLE meter_counter (
    meter      TEXT BYTEWISE NOT NULL,
    generation BIGINT NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
    next       BIGINT NOT NULL CHECK (next BETWEEN 1 AND 4294967296),
    heard      BIGINT CHECK (heard BETWEEN 0 AND 4294967295), -- the highest that came from the meter
    PRIMARY KEY (meter, generation)
) CLUSTERED;

-- How the collection of a day went, by meter: one row, however often it was tried.
CREATE TABLE poll (
    day      INTEGER  NOT NULL,
    dso      SMALLINT NOT NULL CHECK (dso BETWEEN 1 AND 99),
    meter    TEXT BYTEWISE NOT NULL,
    done     SMALLINT NOT NULL CHECK (done BETWEEN 0 AND 1), -- need not be tried again
    outcome  TEXT     NOT NULL,
    detail   TEXT     NOT NULL,
    attempts INTEGER  NOT NULL CHECK (attempts >= 1),
    at_us    BIGINT   NOT NULL,
    PRIMARY KEY (day, dso, meter)
) CLUSTERED;
