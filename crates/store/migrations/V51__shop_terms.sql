-- What was agreed with a shop, by terminal: how much of the operator's money it may hold, and what it earns. Of the terms
-- that hold on a day those of the latest day count, and of two for one day the later. Rows are only inserted.
CREATE TABLE shop_terms (
    terminal         TEXT BYTEWISE NOT NULL,
    seq              BIGINT   NOT NULL CHECK (seq >= 1),
    from_day         INTEGER  NOT NULL,
    holding          SMALLINT NOT NULL CHECK (holding BETWEEN 0 AND 2), -- 0 no limit, 1 a line, 2 a float paid in advance
    agreed_micro     BIGINT   NOT NULL CHECK (agreed_micro >= 0),
    per_sale_micro   BIGINT   NOT NULL CHECK (per_sale_micro >= 0),
    rate_hundredths  INTEGER  NOT NULL CHECK (rate_hundredths BETWEEN 0 AND 10000), -- of a percent
    at_us            BIGINT   NOT NULL,
    by_name          TEXT     NOT NULL,
    approved_by      TEXT     NOT NULL CHECK (approved_by <> by_name),
    note             TEXT     NOT NULL,
    PRIMARY KEY (terminal, seq)
) CLUSTERED;

-- What a shop with terms holds: what its sales and reservations came to, less what went back and what was settled. It is
-- summed once, when the first terms are kept, and moves with each change under the operator's lock from then on.
CREATE TABLE shop_held (
    terminal   TEXT BYTEWISE NOT NULL PRIMARY KEY,
    held_micro BIGINT NOT NULL
) CLUSTERED;
