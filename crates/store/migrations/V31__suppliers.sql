-- For which supplier somebody works. One row for each change; the newest counts, and rows are only inserted.
CREATE TABLE person_supplier (
    person_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 1),
    at_us     BIGINT NOT NULL,
    supplier  TEXT BYTEWISE, -- without one, for nobody any more
    PRIMARY KEY (person_id, seq)
) CLUSTERED;

-- What suppliers ask and dispute: kind 1 a request, 2 a dispute. The body is the rule's own value; columns repeat what
-- is asked for. The page that sent it stands in once: sent again it is the same.
CREATE TABLE supplier_case (
    case_id  BIGINT   NOT NULL PRIMARY KEY,
    dso      SMALLINT NOT NULL,
    supplier TEXT BYTEWISE NOT NULL,
    kind     SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
    ean      BIGINT,  -- of a request; the point may have no account
    page     TEXT BYTEWISE NOT NULL UNIQUE,
    due_day  INTEGER  NOT NULL,
    open     SMALLINT NOT NULL CHECK (open BETWEEN 0 AND 1),
    body     TEXT     NOT NULL,
    CHECK (case_id / 1000000000 = dso),
    CHECK (kind <> 1 OR ean IS NOT NULL)
) CLUSTERED;

CREATE INDEX supplier_case_of_supplier ON supplier_case (supplier, case_id);
CREATE INDEX supplier_case_waiting ON supplier_case (dso, due_day, case_id) WHERE open = 1;

-- That a supplier may see detailed data of a household, and until when. The newest row of account and supplier counts;
-- one without an end takes it away.
CREATE TABLE supplier_consent (
    account_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL CHECK (seq >= 1),
    supplier   TEXT BYTEWISE NOT NULL,
    at_us      BIGINT NOT NULL,
    until_us   BIGINT CHECK (until_us > at_us),
    given_by   TEXT, -- an agent; NULL is the holder
    PRIMARY KEY (account_id, seq)
) CLUSTERED;

CREATE INDEX supplier_consent_of_supplier ON supplier_consent (supplier, account_id, seq);
