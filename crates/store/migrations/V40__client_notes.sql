-- What a CPAS notes about its client, for itself alone. A note is never edited.
CREATE TABLE client_note (
    party_id   BIGINT   NOT NULL,
    account_id BIGINT   NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    at_us      BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL,
    words      TEXT     NOT NULL CHECK (words <> ''),
    PRIMARY KEY (party_id, account_id, seq)
) CLUSTERED;

CREATE INDEX client_note_of_account ON client_note (account_id);
