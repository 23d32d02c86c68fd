-- Where people can top up: of a place the newest version counts. Its fields are checked before they are kept.
CREATE TABLE top_up_place (
    dso        SMALLINT NOT NULL,
    place_id   TEXT BYTEWISE NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    name       TEXT     NOT NULL,
    street     TEXT     NOT NULL,
    postcode   INTEGER  NOT NULL CHECK (postcode BETWEEN 1000 AND 9999),
    town       TEXT     NOT NULL,
    hours      TEXT     NOT NULL,
    bancontact SMALLINT NOT NULL CHECK (bancontact BETWEEN 0 AND 1),
    cash       SMALLINT NOT NULL CHECK (cash BETWEEN 0 AND 1),
    gas        SMALLINT NOT NULL CHECK (gas BETWEEN 0 AND 1),
    learnt_us  BIGINT   NOT NULL,
    gone       SMALLINT NOT NULL CHECK (gone BETWEEN 0 AND 1), -- nobody tops up there any more
    PRIMARY KEY (dso, place_id, seq)
) CLUSTERED;
