-- A technician goes to a supply point; it may have no account yet. The body is the rule's own value; columns repeat what
-- is asked for. State: 0 planned, 1 done, 2 nobody was there, 3 not possible, 4 cancelled. The form that made it stands
-- in once: sent again it is the same.
CREATE TABLE field_visit (
    visit_id   BIGINT   NOT NULL PRIMARY KEY,
    dso        SMALLINT NOT NULL,
    ean        BIGINT   NOT NULL,
    page       TEXT BYTEWISE NOT NULL UNIQUE,
    visit_day  INTEGER  NOT NULL,
    state      SMALLINT NOT NULL CHECK (state BETWEEN 0 AND 4),
    made_us    BIGINT   NOT NULL,
    changed_us BIGINT   NOT NULL,
    body       TEXT     NOT NULL,
    CHECK (visit_id / 1000000000 = dso),
    CHECK (changed_us >= made_us)
) CLUSTERED;

CREATE INDEX field_visit_by_day ON field_visit (dso, visit_day, visit_id);
CREATE INDEX field_visit_of_point ON field_visit (ean, visit_id);
CREATE INDEX field_visit_by_change ON field_visit (dso, changed_us);

-- What a technician photographed, sealed. Kind: 1 JPEG, 2 PNG. It goes when its time is over, or with the identity.
CREATE TABLE visit_photo (
    visit_id  BIGINT   NOT NULL,
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    at_us     BIGINT   NOT NULL,
    person_id BIGINT   NOT NULL,
    kind      SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 2),
    bytes     INTEGER  NOT NULL CHECK (bytes >= 1),
    digest    TEXT BYTEWISE NOT NULL, -- of the picture itself: the same one twice is one
    sealed    TEXT     NOT NULL,
    PRIMARY KEY (visit_id, seq),
    UNIQUE (visit_id, digest)
) CLUSTERED;

CREATE INDEX visit_photo_by_time ON visit_photo (at_us);
