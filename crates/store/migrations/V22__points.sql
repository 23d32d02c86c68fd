-- Cards that were handed in for a supply point and are of another meter than the one that is closed there. The
-- point may have no account yet, so it goes by its EAN. Kept for people: no fact, and nothing in the chain.
-- Source: MT-13, PA-05.
CREATE TABLE refused_card (
    ean      BIGINT NOT NULL,
    at_us    BIGINT NOT NULL,
    meter    TEXT NOT NULL, -- which wrote the card
    expected TEXT NOT NULL, -- which is closed
    PRIMARY KEY (ean, at_us)
) CLUSTERED;

-- Supply points whose household has refused that the meter communicates. There is no prepayment there.
-- Source: MT-20.
CREATE TABLE opt_out (
    ean      BIGINT NOT NULL PRIMARY KEY,
    asked_us BIGINT NOT NULL
) CLUSTERED;
