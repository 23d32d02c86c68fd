-- Quarter-hours lie in Parquet files; here stands which of them count. One row for each addition of
-- quarter-hours of an operator; rows are only inserted.
CREATE TABLE interval_version (
    dso           SMALLINT NOT NULL,
    version       INTEGER  NOT NULL CHECK (version >= 1), -- counts from 1 without a gap
    learnt_us     BIGINT   NOT NULL,
    source        TEXT     NOT NULL,
    source_sha256 TEXT BYTEWISE NOT NULL, -- the caller's key: the same source adds nothing twice
    interval_rows BIGINT   NOT NULL CHECK (interval_rows >= 0),
    PRIMARY KEY (dso, version),
    UNIQUE (dso, source_sha256)
) CLUSTERED;

-- A file that counts. It holds the rows of its versions, from the first to the last, for the points whose
-- hash falls into its part; a compaction puts one file in the place of some.
CREATE TABLE interval_file (
    dso           SMALLINT NOT NULL,
    month         INTEGER  NOT NULL, -- year * 12 + month - 1, of the local day
    bucket        INTEGER  NOT NULL CHECK (bucket >= 0),
    path          TEXT BYTEWISE NOT NULL,
    first_version INTEGER  NOT NULL CHECK (first_version >= 1),
    last_version  INTEGER  NOT NULL CHECK (last_version >= first_version),
    interval_rows BIGINT   NOT NULL CHECK (interval_rows >= 0),
    bytes         BIGINT   NOT NULL CHECK (bytes >= 0),
    sha256        TEXT     NOT NULL,
    PRIMARY KEY (dso, month, bucket, path)
) CLUSTERED;
