-- What a household agreed to and took back: acts, insert only. Of a kind the newest counts.
CREATE TABLE household_consent (
    account_id BIGINT   NOT NULL,
    kind       SMALLINT NOT NULL CHECK (kind >= 1), -- 1: its quarter-hours on its own pages
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    agreed     SMALLINT NOT NULL CHECK (agreed BETWEEN 0 AND 1),
    at_us      BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL, -- who said so
    PRIMARY KEY (account_id, kind, seq)
) CLUSTERED;
