-- Looks at households through time, whoever looked: an audit asks for a period, not for a household.
CREATE INDEX person_look_at ON person_look (at_us, account_id, number);
