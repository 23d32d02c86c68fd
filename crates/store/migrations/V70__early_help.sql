-- An operator lets a social service have the weekly list of households at risk at some postcodes, by force of a law. Who
-- enters it and who agrees are two people; before that, and after it was ended, it opens nothing.
CREATE TABLE early_list_basis (
    dso        SMALLINT NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    party_id   BIGINT   NOT NULL,
    basis      TEXT     NOT NULL CHECK (basis <> ''), -- which law or agreement
    postcodes  TEXT     NOT NULL CHECK (postcodes <> ''), -- of four digits each, in order, a space between two
    first_day  INTEGER  NOT NULL,
    last_day   INTEGER  NOT NULL,
    entered_us BIGINT   NOT NULL,
    entered_by TEXT     NOT NULL,
    agreed_us  BIGINT,
    agreed_by  TEXT,
    ended_us   BIGINT,
    ended_by   TEXT,
    PRIMARY KEY (dso, seq),
    CHECK (first_day <= last_day),
    CHECK ((agreed_us IS NULL) = (agreed_by IS NULL)),
    CHECK ((ended_us IS NULL) = (ended_by IS NULL)),
    CHECK (agreed_by IS NULL OR agreed_by <> entered_by)
) CLUSTERED;

-- Somebody offered a household help by a person, since it uses far less than it did. Rows are only inserted.
CREATE TABLE help_offer (
    account_id BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    person_id  BIGINT NOT NULL,
    words      TEXT   NOT NULL CHECK (words <> ''),
    PRIMARY KEY (account_id, at_us)
) CLUSTERED;
