-- How the people of an account are reached, and what they wish to hear. The newest row counts; rows are
-- only inserted.
CREATE TABLE contact (
    account_id          BIGINT   NOT NULL,
    seq                 BIGINT   NOT NULL CHECK (seq >= 1),
    learnt_us           BIGINT   NOT NULL,
    entered_by          TEXT, -- an agent; NULL is the holder
    language            TEXT     NOT NULL CHECK (language IN ('fr', 'nl', 'de', 'en')),
    name                TEXT     NOT NULL, -- as its owner writes it, in any script
    phone               TEXT BYTEWISE CHECK (phone LIKE '+32%'), -- E.164
    email               TEXT BYTEWISE CHECK (email LIKE '%_@_%'),
    street              TEXT     NOT NULL,
    postcode            TEXT     NOT NULL,
    town                TEXT     NOT NULL,
    channels            SMALLINT NOT NULL CHECK (channels BETWEEN 0 AND 15), -- 1 SMS, 2 mail, 4 letter, 8 voice
    declined            TEXT     NOT NULL, -- ids of messages that are not wished, with blanks between
    threshold_micro_eur BIGINT   CHECK (threshold_micro_eur >= 0),
    threshold_days      SMALLINT CHECK (threshold_days >= 1),
    quiet_from_min      SMALLINT CHECK (quiet_from_min BETWEEN 0 AND 1439), -- of the local day
    quiet_to_min        SMALLINT CHECK (quiet_to_min BETWEEN 0 AND 1439),
    PRIMARY KEY (account_id, seq),
    CHECK (threshold_micro_eur IS NULL OR threshold_days IS NULL),
    CHECK ((quiet_from_min IS NULL) = (quiet_to_min IS NULL)),
    CHECK (entered_by <> '')
) CLUSTERED;

CREATE INDEX contact_of_phone ON contact (phone, account_id, seq) WHERE phone IS NOT NULL;
CREATE INDEX contact_of_email ON contact (email, account_id, seq) WHERE email IS NOT NULL;

-- What people are told: one row for a notice, its recipient and a channel. The message of the outbox, which
-- is written with its cause, is what rows are made from; both steps are one transaction. What is said of a
-- row later only ever goes forward.
CREATE TABLE notice (
    account_id   BIGINT   NOT NULL,
    seq          BIGINT   NOT NULL CHECK (seq >= 1),
    key          TEXT BYTEWISE NOT NULL, -- what it is about, recipient and channel: once for an account
    cause        TEXT     NOT NULL, -- key of the message that it was made from
    cause_us     BIGINT   NOT NULL,
    made_us      BIGINT   NOT NULL,
    trigger_id   TEXT     NOT NULL, -- CM-01f
    message      TEXT     NOT NULL, -- M06
    version      INTEGER  NOT NULL CHECK (version >= 1), -- of the texts
    language     TEXT     NOT NULL,
    recipient    TEXT     NOT NULL, -- holder, old_contact, staff, supplier, or a party by its number
    channel      SMALLINT NOT NULL CHECK (channel IN (1, 2, 4, 8, 16)), -- SMS, mail, letter, call, task
    address      TEXT     NOT NULL,
    figures      TEXT     NOT NULL, -- what was filled in, as JSON
    subject      TEXT     NOT NULL,
    body         TEXT     NOT NULL, -- as sent
    state        SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 5), -- 0 queued, 1 leaving, 2 handed over, 3 delivered, 4 failed, 5 withdrawn
    reason       TEXT     NOT NULL, -- why it failed or was withdrawn
    attempts     INTEGER  NOT NULL CHECK (attempts >= 0),
    due_us       BIGINT   NOT NULL, -- not sent before; once handed over, until when a receipt is waited for
    carrier_id   TEXT BYTEWISE, -- by which a receipt names it
    handed_us    BIGINT,
    ended_us     BIGINT, -- delivered, failed or withdrawn
    PRIMARY KEY (account_id, seq),
    UNIQUE (account_id, key),
    CHECK ((state >= 3) = (ended_us IS NOT NULL)),
    CHECK (state <> 2 OR handed_us IS NOT NULL)
) CLUSTERED;

CREATE INDEX notice_queued ON notice (due_us, account_id, seq) WHERE state = 0;
CREATE INDEX notice_open ON notice (due_us, account_id, seq) WHERE state IN (1, 2);
CREATE INDEX notice_of_carrier ON notice (channel, carrier_id) WHERE carrier_id IS NOT NULL;

-- How a party is reached. The newest row counts; rows are only inserted.
CREATE TABLE party_contact (
    party_id  BIGINT NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    learnt_us BIGINT NOT NULL,
    language  TEXT   NOT NULL CHECK (language IN ('fr', 'nl', 'de', 'en')),
    phone     TEXT   CHECK (phone LIKE '+32%'),
    email     TEXT   CHECK (email LIKE '%_@_%'),
    PRIMARY KEY (party_id, seq)
) CLUSTERED;
