-- Money in suspense in the operators' own books, found by its key.
CREATE INDEX journal_entry_suspense ON journal_entry (account_id, key) WHERE kind = 'suspense';
