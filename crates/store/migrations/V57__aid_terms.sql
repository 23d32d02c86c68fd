-- Beside aid of a CPAS: the day on which it is booked, which aid it puts right, what was asked on the same page and is
-- decided with it, whether a colleague has to sign and has, and why it was not booked when its day came.
CREATE TABLE aid_terms (
    aid_id       BIGINT   NOT NULL PRIMARY KEY,
    on_day       BIGINT,   -- days since 1970
    copy_of      BIGINT   UNIQUE,
    together     TEXT BYTEWISE NOT NULL, -- empty of aid alone
    needs_second SMALLINT NOT NULL CHECK (needs_second IN (0, 1)),
    signed_us    BIGINT,
    signed_by    BIGINT,
    lapsed       TEXT     NOT NULL, -- empty unless its day has come in vain
    CHECK ((signed_us IS NULL) = (signed_by IS NULL))
) CLUSTERED;

CREATE INDEX aid_terms_together ON aid_terms (together, aid_id);
