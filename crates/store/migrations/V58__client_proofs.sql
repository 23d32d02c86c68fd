-- What a social service has to show for its client, as a list of tasks. The highest `seq` of a proof holds; rows are only
-- inserted. State: 0 missing, 1 asked of the household, 2 here, 3 sent on, 4 not needed.
CREATE TABLE client_proof (
    party_id   BIGINT   NOT NULL,
    account_id BIGINT   NOT NULL,
    proof      TEXT BYTEWISE NOT NULL CHECK (proof <> ''),
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    state      SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 4),
    due_day    BIGINT,   -- days since 1970
    at_us      BIGINT   NOT NULL,
    person_id  BIGINT   NOT NULL,
    PRIMARY KEY (party_id, account_id, proof, seq)
) CLUSTERED;

CREATE INDEX client_proof_of_account ON client_proof (account_id);
