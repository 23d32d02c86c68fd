-- What a shop earned in a month, as a sheet with a number: the numbers of an operator follow one another without a gap.
-- Rows are only inserted; whoever puts a sheet right issues another version under a number of its own.
CREATE TABLE commission_sheet (
    dso         SMALLINT NOT NULL,
    number      BIGINT   NOT NULL CHECK (number >= 1),
    terminal    TEXT BYTEWISE NOT NULL,
    month_day   INTEGER  NOT NULL, -- its first day
    version     BIGINT   NOT NULL CHECK (version >= 1), -- 1, and one more for each correction
    issued_us   BIGINT   NOT NULL,
    by_name     TEXT     NOT NULL,
    approved_by TEXT     NOT NULL, -- empty for the first one, which follows from the books alone
    note        TEXT     NOT NULL,
    body        TEXT     NOT NULL,
    PRIMARY KEY (dso, number),
    CHECK (version = 1 OR approved_by <> ''),
    CHECK (approved_by = '' OR approved_by <> by_name)
) CLUSTERED;

CREATE UNIQUE INDEX commission_sheet_of ON commission_sheet (terminal, month_day, version);

-- Whether letters come in easy words.
ALTER TABLE contact ADD COLUMN easy SMALLINT NOT NULL DEFAULT 0;
