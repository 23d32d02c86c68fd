-- What the members of a sharing group agreed to pay, by the month from which on it holds. Rows are only inserted: of two
-- for one month the later one holds, and what was agreed before stays to be read.
CREATE TABLE sharing_terms (
    group_id             BIGINT  NOT NULL REFERENCES sharing_group (group_id),
    seq                  INTEGER NOT NULL CHECK (seq >= 1),
    from_month           INTEGER NOT NULL, -- months since year 0
    price_nano_eur_kwh   BIGINT  NOT NULL CHECK (price_nano_eur_kwh >= 0),
    fee_micro_eur        BIGINT  NOT NULL CHECK (fee_micro_eur >= 0), -- in whole cents
    network_nano_eur_kwh BIGINT  CHECK (network_nano_eur_kwh >= 0),
    at_us                BIGINT  NOT NULL,
    by_name              TEXT    NOT NULL,
    PRIMARY KEY (group_id, seq),
    CHECK (fee_micro_eur % 10000 = 0)
) CLUSTERED;
