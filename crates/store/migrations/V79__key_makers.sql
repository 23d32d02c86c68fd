-- Who made, changed and ended a key: '#NUMBER' of a person, 'command line', or nothing where nobody was kept.
ALTER TABLE api_key ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
-- The key that was made for the same and took its place; its maker has changed this one.
ALTER TABLE api_key ADD COLUMN replaced_by BIGINT;
ALTER TABLE api_key ADD COLUMN ended_us BIGINT; -- NULL: it holds to its end
ALTER TABLE api_key ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

-- One that was changed has held for a day from the instant at which the other was made.
UPDATE api_key SET replaced_by = (
    SELECT MIN(n.key_id) FROM api_key n
    WHERE n.key_id <> api_key.key_id AND n.dso = api_key.dso AND n.owner_kind = api_key.owner_kind
        AND n.owner = api_key.owner AND n.scopes = api_key.scopes AND n.sandbox = api_key.sandbox
        AND n.made_us = api_key.until_us - 86400000000 AND n.made_us > api_key.made_us
);

-- With which key a party's system looked; NULL: somebody opened the party's link.
ALTER TABLE party_look ADD COLUMN key_id BIGINT;
CREATE INDEX party_look_by_key ON party_look (party_id, at_us) WHERE key_id IS NOT NULL;

-- Steps that were carried over said in one text who it was and how: names alone are shown to those who audit.
UPDATE settlement SET by_name = substr(by_name, 1, PLACE_OF(by_name, ': ') - 1),
    how = substr(by_name, PLACE_OF(by_name, ': ') + 2)
WHERE how = '' AND by_name LIKE '%: %';

-- A calendar that left nothing to pay was ended by the decision: no payment was carried over for it.
DELETE FROM settlement WHERE kind = 6 AND step = 2 AND EXISTS (
    SELECT 1 FROM settlement d
    WHERE d.task_key = settlement.task_key AND d.step = 1 AND d.kind = 5 AND d.at_us = settlement.at_us
);
