-- Who else than its holder may pay for an account or see it, with which link, and who looked. Rows are
-- only inserted: an end is a fact of its own.

CREATE TABLE party (
    party_id BIGINT   NOT NULL PRIMARY KEY,
    dso      SMALLINT NOT NULL, -- that entered it; it may have grants of others too
    name     TEXT     NOT NULL,
    made_us  BIGINT   NOT NULL,
    CHECK (party_id / 1000000000 = dso)
) CLUSTERED;

-- What opens a party's page. Of the token only its SHA-256 is kept.
CREATE TABLE party_link (
    party_id BIGINT NOT NULL,
    seq      BIGINT NOT NULL CHECK (seq >= 1), -- a new link ends those before it
    hash     TEXT BYTEWISE NOT NULL CHECK (length(hash) = 64),
    made_us  BIGINT NOT NULL,
    PRIMARY KEY (party_id, seq),
    UNIQUE (hash)
) CLUSTERED;

-- Role: 1 payer, 2 helper, 3 mandate, 4 mandate by law.
CREATE TABLE party_grant (
    account_id BIGINT   NOT NULL,
    seq        BIGINT   NOT NULL CHECK (seq >= 1),
    party_id   BIGINT   NOT NULL,
    role       SMALLINT NOT NULL CHECK (role BETWEEN 1 AND 4),
    from_us    BIGINT   NOT NULL,
    until_us   BIGINT   CHECK (until_us > from_us),
    granted_by TEXT, -- an agent; NULL is the holder
    reason     TEXT     NOT NULL,
    label      TEXT     NOT NULL, -- how the party knows the home
    PRIMARY KEY (account_id, seq),
    CHECK (role < 3 OR (until_us IS NOT NULL AND reason <> '')),
    CHECK (role <> 4 OR granted_by IS NOT NULL),
    CHECK (granted_by IS NULL OR reason <> '')
) CLUSTERED;

CREATE INDEX party_grant_of_party ON party_grant (party_id, account_id, seq);

CREATE TABLE party_grant_end (
    account_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    ended_us   BIGINT NOT NULL,
    ended_by   TEXT, -- an agent; NULL is the holder
    reason     TEXT   NOT NULL,
    PRIMARY KEY (account_id, seq),
    CHECK (ended_by IS NULL OR reason <> '')
) CLUSTERED;

-- A household's data seen through a link: one row for each time a page was shown.
CREATE TABLE party_look (
    account_id BIGINT NOT NULL,
    at_us      BIGINT NOT NULL,
    visit      BIGINT NOT NULL, -- of one page; tells looks of one instant apart
    party_id   BIGINT NOT NULL,
    saw        TEXT   NOT NULL, -- names of rights, with blanks between
    PRIMARY KEY (account_id, at_us, visit)
) CLUSTERED;
