-- Who of the desk has a case open, until when. A row is over after a minute and deleted with the next one.
CREATE TABLE case_presence (
    account_id BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL,
    until_us   BIGINT   NOT NULL,
    PRIMARY KEY (account_id, person_id)
) CLUSTERED;
