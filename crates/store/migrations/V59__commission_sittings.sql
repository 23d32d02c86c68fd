-- When the commission of a commune sits, as its social service has entered it. One that is cancelled stays, with who did.
CREATE TABLE commission_sitting (
    party_id     BIGINT   NOT NULL,
    seq          BIGINT   NOT NULL CHECK (seq >= 1),
    at_us        BIGINT   NOT NULL, -- when it begins
    place        TEXT     NOT NULL CHECK (place <> ''),
    entered_us   BIGINT   NOT NULL,
    entered_by   BIGINT   NOT NULL,
    cancelled_us BIGINT,
    cancelled_by BIGINT,
    PRIMARY KEY (party_id, seq),
    CHECK ((cancelled_us IS NULL) = (cancelled_by IS NULL))
) CLUSTERED;
