-- What a household says its supplier's contract costs: the running true-up rests on it. Rows are only inserted; the
-- newest counts.
CREATE TABLE supply_contract (
    account_id      BIGINT   NOT NULL,
    seq             BIGINT   NOT NULL CHECK (seq >= 1),
    at_us           BIGINT   NOT NULL,
    person_id       BIGINT   NOT NULL,
    anniversary     BIGINT   NOT NULL, -- a first day of the supplier's year
    first_nano_eur  BIGINT   NOT NULL CHECK (first_nano_eur >= 0), -- for a kilowatt-hour, by register
    second_nano_eur BIGINT   NOT NULL CHECK (second_nano_eur >= 0),
    fixed_micro_eur BIGINT   NOT NULL CHECK (fixed_micro_eur >= 0), -- a year
    PRIMARY KEY (account_id, seq)
) CLUSTERED;
