-- The social service (CPAS, OCMW, ÖSHZ) of those who live at a postcode, as an operator entered it: the newest version
-- counts, and rows are only inserted. Fields are checked before they are kept.
CREATE TABLE welfare_office (
    dso       SMALLINT NOT NULL,
    postcode  INTEGER  NOT NULL CHECK (postcode BETWEEN 1000 AND 9999),
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    name      TEXT     NOT NULL,
    address   TEXT     NOT NULL,
    phone     TEXT BYTEWISE NOT NULL, -- E.164
    learnt_us BIGINT   NOT NULL,
    PRIMARY KEY (dso, postcode, seq)
) CLUSTERED;
