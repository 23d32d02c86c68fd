-- Calls at the phone line. `state` is what the next key finds, kept as the rule left it until the call has ended;
-- `record` is what stays: the path that was heard, without a number or a reference.
CREATE TABLE phone_call (
    dso        SMALLINT NOT NULL,
    call_id    TEXT BYTEWISE NOT NULL CHECK (call_id <> ''), -- the telephony server's own
    seq        BIGINT   NOT NULL CHECK (seq >= 1), -- of the last event: the same one again gets the same answer
    asked      TEXT     NOT NULL, -- what that event was
    answer     TEXT     NOT NULL,
    caller     BIGINT, -- a digest of the number; none where it is withheld
    texts      SMALLINT NOT NULL DEFAULT 0 CHECK (texts >= 0), -- short messages that it asked for
    began_us   BIGINT   NOT NULL,
    last_us    BIGINT   NOT NULL CHECK (last_us >= began_us),
    ended      SMALLINT NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    state      TEXT     NOT NULL,
    record     TEXT     NOT NULL,
    PRIMARY KEY (dso, call_id)
) CLUSTERED;

CREATE INDEX phone_call_began ON phone_call (dso, began_us);
CREATE INDEX phone_call_caller ON phone_call (caller, began_us);

-- Of which accounts a call was told the state: each is a look that the household sees.
CREATE TABLE phone_told (
    account_id BIGINT   NOT NULL,
    at_us      BIGINT   NOT NULL,
    dso        SMALLINT NOT NULL,
    call_id    TEXT BYTEWISE NOT NULL,
    PRIMARY KEY (account_id, at_us, call_id)
) CLUSTERED;

-- In which language a number is answered, by the digest of the number.
CREATE TABLE phone_language (
    caller   BIGINT NOT NULL,
    language TEXT   NOT NULL,
    at_us    BIGINT NOT NULL,
    PRIMARY KEY (caller)
) CLUSTERED;

-- Who calls from the number of the contact may hear the street.
ALTER TABLE contact ADD COLUMN recognised SMALLINT NOT NULL DEFAULT 0;
