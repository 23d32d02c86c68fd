-- Groups of energy sharing. What was filed is the truth; state, name, form and representative repeat what
-- follows from it, to be asked for.
CREATE TABLE sharing_group (
    group_id       BIGINT   NOT NULL PRIMARY KEY,
    dso            SMALLINT NOT NULL,
    form           TEXT     NOT NULL,
    name           TEXT     NOT NULL,
    representative BIGINT, -- the number of a person
    state          TEXT     NOT NULL,
    CHECK (group_id / 1000000000 = dso)
) CLUSTERED;

CREATE INDEX sharing_group_of_representative ON sharing_group (representative, group_id)
    WHERE representative IS NOT NULL;

-- What was filed in a group's dossier, in order; rows are only inserted. The body is the rule's own value.
CREATE TABLE sharing_act (
    group_id BIGINT  NOT NULL REFERENCES sharing_group (group_id),
    seq      INTEGER NOT NULL CHECK (seq >= 1),
    at_us    BIGINT  NOT NULL,
    by_whom  TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (group_id, seq)
) CLUSTERED;

-- Which point is in which group from when to when: a point is in one group at a time.
CREATE TABLE sharing_member (
    ean      BIGINT NOT NULL,
    from_us  BIGINT NOT NULL,
    to_us    BIGINT,
    group_id BIGINT NOT NULL REFERENCES sharing_group (group_id),
    PRIMARY KEY (ean, from_us),
    CHECK (to_us IS NULL OR to_us > from_us)
) CLUSTERED;

CREATE INDEX sharing_member_of_group ON sharing_member (group_id, ean, from_us);
