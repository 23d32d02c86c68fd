-- Payments and messages through time: whether a way to pay or to be told works is seen by what has come over
-- it lately. Source: CG-19.
CREATE INDEX payment_by_time ON payment (created_us, payment_id);
CREATE INDEX notice_handed ON notice (channel, handed_us) WHERE handed_us IS NOT NULL;
