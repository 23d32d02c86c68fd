-- What the desk notes about a case, for the desk alone. A note is never edited; it goes with the household's identity.
CREATE TABLE case_note (
    account_id BIGINT   NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    at_us      BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL,
    words      TEXT     NOT NULL CHECK (words <> ''),
    PRIMARY KEY (account_id, seq)
) CLUSTERED;
