-- Why a version was asked for and what came of it: from when it is known to hold, or who turned it down and why.
-- Versions of earlier programs are known from when they say that they were recorded.
ALTER TABLE parameter_entry ADD COLUMN page_key TEXT BYTEWISE;
ALTER TABLE parameter_entry ADD COLUMN entered_us BIGINT;
ALTER TABLE parameter_entry ADD COLUMN reason TEXT;
ALTER TABLE parameter_entry ADD COLUMN decided_us BIGINT;
ALTER TABLE parameter_entry ADD COLUMN refused_by TEXT;
ALTER TABLE parameter_entry ADD COLUMN refused_why TEXT;
CREATE UNIQUE INDEX parameter_entry_of_page ON parameter_entry (page_key) WHERE page_key IS NOT NULL;

ALTER TABLE price_version ADD COLUMN page_key TEXT BYTEWISE;
ALTER TABLE price_version ADD COLUMN entered_us BIGINT;
ALTER TABLE price_version ADD COLUMN reason TEXT;
ALTER TABLE price_version ADD COLUMN decided_us BIGINT;
ALTER TABLE price_version ADD COLUMN refused_by TEXT;
ALTER TABLE price_version ADD COLUMN refused_why TEXT;
CREATE UNIQUE INDEX price_version_of_page ON price_version (page_key) WHERE page_key IS NOT NULL;
