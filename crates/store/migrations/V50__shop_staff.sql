-- Who comes to a shop's till by a PIN, under the terminal's number for them. One row for each version; the newest counts,
-- and rows are only inserted: who has left stays under their sales.
CREATE TABLE shop_staff (
    terminal  TEXT BYTEWISE NOT NULL,
    number    BIGINT   NOT NULL CHECK (number >= 1), -- of the terminal
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    at_us     BIGINT   NOT NULL,
    by_person BIGINT   NOT NULL, -- the owner's own login
    name      TEXT     NOT NULL CHECK (name <> ''),
    pin       TEXT     NOT NULL, -- Argon2id, in the format of PHC
    pin_us    BIGINT   NOT NULL, -- when this PIN was given
    rights    SMALLINT NOT NULL CHECK (rights BETWEEN 0 AND 15), -- 1 sells, 2 undoes, 4 closes, 8 sees what is owed
    ended     SMALLINT NOT NULL CHECK (ended IN (0, 1)),
    PRIMARY KEY (terminal, number, seq)
) CLUSTERED;

-- Who has taken a session over by their PIN; the newest row counts. Without a person the till is locked.
CREATE TABLE till_hand (
    person_id BIGINT NOT NULL, -- whose session it is
    session   BIGINT NOT NULL, -- by its number
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    at_us     BIGINT NOT NULL,
    staff     BIGINT,
    PRIMARY KEY (person_id, session, seq)
) CLUSTERED;
