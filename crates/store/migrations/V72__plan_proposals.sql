-- A social service proposes another rule for what its client repays. Nothing changes before the household agrees, and of
-- one debt one proposal waits. State: 0 waits, 1 agreed, 2 declined, 3 another one took its place, 4 its time was over.
CREATE TABLE plan_proposal (
    proposal_id    BIGINT   NOT NULL PRIMARY KEY,
    dso            SMALLINT NOT NULL,
    account_id     BIGINT   NOT NULL,
    party_id       BIGINT   NOT NULL,
    debt           INTEGER  NOT NULL CHECK (debt >= 0), -- within its account
    weekly         SMALLINT NOT NULL CHECK (weekly IN (0, 1)), -- 0: by the day
    part_micro_eur BIGINT   NOT NULL CHECK (part_micro_eur > 0), -- what is taken each time
    basis          TEXT     NOT NULL, -- what was owed then and by which rules: with anything else it is out of date
    reason         TEXT     NOT NULL CHECK (reason <> ''), -- the household reads it
    made_us        BIGINT   NOT NULL,
    made_by        BIGINT   NOT NULL,
    attempt        TEXT BYTEWISE NOT NULL CHECK (attempt <> ''), -- the form: sent twice, it proposes once
    lapses_us      BIGINT   NOT NULL,
    state          SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 4),
    ended_us       BIGINT,
    ended_by       TEXT,    -- who agreed or declined: `household #` with a person, or whoever wrote it down for it
    CHECK (proposal_id / 1000000000 = dso),
    CHECK (lapses_us > made_us),
    CHECK ((state = 0) = (ended_us IS NULL)),
    CHECK ((state IN (1, 2)) = (ended_by IS NOT NULL))
) CLUSTERED;

CREATE UNIQUE INDEX plan_proposal_waits ON plan_proposal (account_id, debt) WHERE state = 0;
CREATE UNIQUE INDEX plan_proposal_of_form ON plan_proposal (made_by, attempt);
CREATE INDEX plan_proposal_of_account ON plan_proposal (account_id, proposal_id);
