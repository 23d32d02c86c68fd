-- Which accounts were told of an incident: each household once, whoever asks for it again.
CREATE TABLE incident_told (
    dso        SMALLINT NOT NULL,
    incident   TEXT BYTEWISE NOT NULL,
    account_id BIGINT   NOT NULL,
    at_us      BIGINT   NOT NULL,
    PRIMARY KEY (dso, incident, account_id)
) CLUSTERED;

-- What somebody photographed as evidence of an act, sealed. Kind: 1 JPEG, 2 PNG. Before it is asked for it is of the
-- page that was sent, then of its act. It goes when its time is over, or with the identity.
CREATE TABLE act_photo (
    dso        SMALLINT NOT NULL,
    person_id  BIGINT   NOT NULL,
    attempt    TEXT BYTEWISE NOT NULL, -- of the page: one photo
    account_id BIGINT   NOT NULL,
    at_us      BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
    bytes      INTEGER  NOT NULL CHECK (bytes >= 1),
    digest     TEXT BYTEWISE NOT NULL, -- of the picture itself
    sealed     TEXT     NOT NULL,
    PRIMARY KEY (person_id, attempt)
) CLUSTERED;

CREATE INDEX act_photo_by_time ON act_photo (dso, at_us);
CREATE INDEX act_photo_of_account ON act_photo (account_id);
