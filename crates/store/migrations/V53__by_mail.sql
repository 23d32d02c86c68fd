-- Messages that a household wants by mail before anything else, by their ids with blanks between.
ALTER TABLE contact ADD COLUMN by_mail TEXT NOT NULL DEFAULT '';
