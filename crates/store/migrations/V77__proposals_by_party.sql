-- Of one debt one proposal of each social service waits: none takes the place of somebody else's.
DROP INDEX plan_proposal_waits;
CREATE UNIQUE INDEX plan_proposal_waits ON plan_proposal (account_id, debt, party_id) WHERE state = 0;

-- Which cases somebody has opened of late.
CREATE INDEX person_look_of_person ON person_look (person_id, at_us);
