-- What waits leaves by when it became due: what was tried, or found no room, goes behind what has waited since.
-- queued_us: when it was written by the clock of the machine, where that is told; a late night dates what
-- follows from it before.
ALTER TABLE outbox ADD COLUMN queued_us BIGINT;

DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (lane, due_us, account_id, key, at_us, queued_us) WHERE state = 0;

DROP INDEX wide_booking_waiting;
CREATE INDEX wide_booking_waiting ON wide_booking (lane, due_us, account_id, message_key, learnt_us)
    WHERE state = 0;
