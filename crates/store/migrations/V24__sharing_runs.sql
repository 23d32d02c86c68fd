-- What was made of a month of a group: versions that are only inserted. Kind: 0 provisional, 1 final,
-- 2 corrected. It rests on the first `acts` acts of the dossier and on one version of the quarter-hours; what
-- came of it lies beside them, as another version.
CREATE TABLE sharing_run (
    group_id       BIGINT   NOT NULL REFERENCES sharing_group (group_id),
    month          INTEGER  NOT NULL, -- year * 12 + month - 1, of the local day
    seq            INTEGER  NOT NULL CHECK (seq >= 1),
    kind           SMALLINT NOT NULL CHECK (kind BETWEEN 0 AND 2),
    number         INTEGER  NOT NULL CHECK (number >= 1), -- of its kind; a corrected one counts on from the final one
    at_us          BIGINT   NOT NULL,
    by_whom        TEXT     NOT NULL,
    cause          TEXT     NOT NULL,
    acts           INTEGER  NOT NULL CHECK (acts >= 1),
    input_version  INTEGER  NOT NULL,
    result_version INTEGER  NOT NULL,
    held           INTEGER  NOT NULL CHECK (held >= 0), -- quarter-hours without a generation
    sha256         TEXT     NOT NULL, -- of all quarter-hours as text
    PRIMARY KEY (group_id, month, seq),
    CHECK (kind <> 2 OR cause <> '')
) CLUSTERED;

-- One month is final once.
CREATE UNIQUE INDEX sharing_run_final ON sharing_run (group_id, month) WHERE kind = 1;

-- What a run gave each member; energies in mWh. Days: off-take, received, injection, given of each.
CREATE TABLE sharing_volume (
    group_id      BIGINT  NOT NULL,
    month         INTEGER NOT NULL,
    seq           INTEGER NOT NULL,
    ean           BIGINT  NOT NULL,
    offtake_mwh   BIGINT  NOT NULL CHECK (offtake_mwh >= 0),
    received_mwh  BIGINT  NOT NULL CHECK (received_mwh BETWEEN 0 AND offtake_mwh),
    injection_mwh BIGINT  NOT NULL CHECK (injection_mwh >= 0),
    given_mwh     BIGINT  NOT NULL CHECK (given_mwh BETWEEN 0 AND injection_mwh),
    missing       INTEGER NOT NULL CHECK (missing >= 0), -- quarter-hours that were not measured
    days          TEXT    NOT NULL,
    sha256        TEXT    NOT NULL, -- of its quarter-hours as text
    PRIMARY KEY (group_id, month, seq, ean),
    FOREIGN KEY (group_id, month, seq) REFERENCES sharing_run (group_id, month, seq)
) CLUSTERED;

CREATE INDEX sharing_volume_of_point ON sharing_volume (ean, month, group_id, seq);
