-- What became due at one instant leaves in the order in which it was written: by number of the account the last of them
-- would wait for as long as new messages of that instant come.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (lane, due_us, queued_us, at_us, account_id, key) WHERE state = 0;

DROP INDEX wide_booking_waiting;
CREATE INDEX wide_booking_waiting ON wide_booking (lane, due_us, learnt_us, account_id, message_key)
    WHERE state = 0;
