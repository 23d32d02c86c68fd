-- The mandates of an operator, the newest first.
CREATE INDEX party_grant_mandate_by_time ON party_grant (from_us, account_id, seq) WHERE role >= 3;
