-- Who signs in, with what, and what they looked at.
CREATE TABLE person (
    person_id BIGINT   NOT NULL PRIMARY KEY,
    dso       SMALLINT NOT NULL,
    role      SMALLINT NOT NULL CHECK (role BETWEEN 1 AND 11),
    party_id  BIGINT, -- for which somebody of a CPAS works
    made_us   BIGINT   NOT NULL,
    CHECK (person_id / 1000000000 = dso)
) CLUSTERED;

-- One row for each version of what a person signs in with; the newest counts, and rows are only inserted.
CREATE TABLE person_way (
    person_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    at_us     BIGINT NOT NULL,
    language  TEXT   NOT NULL CHECK (language IN ('fr', 'nl', 'de', 'en')),
    name      TEXT   NOT NULL, -- of staff; a household's stands in its contact
    phone     TEXT BYTEWISE, -- E.164
    email     TEXT BYTEWISE, -- lower case
    password  TEXT, -- Argon2id, in the format of PHC
    totp      TEXT, -- sealed under the master key
    ended     SMALLINT NOT NULL CHECK (ended IN (0, 1)),
    PRIMARY KEY (person_id, seq)
) CLUSTERED;

CREATE INDEX person_way_of_phone ON person_way (phone, person_id, seq) WHERE phone IS NOT NULL;
CREATE INDEX person_way_of_email ON person_way (email, person_id, seq) WHERE email IS NOT NULL;

-- Whose household a supply point is. A holder of electricity and gas has two rows.
CREATE TABLE person_account (
    person_id  BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    from_us    BIGINT NOT NULL,
    until_us   BIGINT,
    PRIMARY KEY (person_id, account_id)
) CLUSTERED;

CREATE INDEX person_of_account ON person_account (account_id, person_id);

-- One-time codes. Purpose: 1 the letter's, 2 to sign in. Of a code only its keyed hash is kept; `address` is
-- where it was sent, and the challenge is what the page that asks for it carries.
CREATE TABLE person_code (
    challenge  TEXT BYTEWISE NOT NULL PRIMARY KEY,
    purpose    SMALLINT NOT NULL CHECK (purpose IN (1, 2)),
    address    TEXT BYTEWISE NOT NULL,
    hash       TEXT     NOT NULL,
    person_id  BIGINT, -- who gets in; without one nobody does, whatever is tried
    account_id BIGINT, -- whose letter it is, or who is activated by it
    made_us    BIGINT   NOT NULL,
    wrong      INTEGER  NOT NULL CHECK (wrong >= 0),
    used_us    BIGINT
) CLUSTERED;

CREATE INDEX person_code_of_address ON person_code (address, made_us);
CREATE INDEX person_code_of_account ON person_code (account_id, purpose, made_us) WHERE account_id IS NOT NULL;

-- Who is signed in where. Of the token only its SHA-256 is kept.
CREATE TABLE person_session (
    hash      TEXT BYTEWISE NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
    person_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1), -- of the person
    device    TEXT   NOT NULL, -- as its browser calls it
    made_us   BIGINT NOT NULL,
    seen_us   BIGINT NOT NULL,
    ended_us  BIGINT,
    UNIQUE (person_id, seq)
) CLUSTERED;

-- A household's data seen by somebody who is signed in: one row for each time a page was shown.
CREATE TABLE person_look (
    account_id BIGINT   NOT NULL,
    at_us      BIGINT   NOT NULL,
    number     BIGINT   NOT NULL, -- of one page; tells looks of one instant apart
    person_id  BIGINT   NOT NULL,
    role       SMALLINT NOT NULL, -- in which
    saw        TEXT     NOT NULL, -- names of acts, with blanks between
    reason     TEXT     NOT NULL,
    PRIMARY KEY (account_id, at_us, number)
) CLUSTERED;
