-- How long releases take, from the order to the meter's confirmation: read by period.
CREATE INDEX outbox_releases ON outbox (at_us) WHERE lane = 0 AND kind = 'command';
