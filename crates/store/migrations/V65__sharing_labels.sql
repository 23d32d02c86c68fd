-- How the representative of a group calls its points: their own words, which nobody else sees. An empty one is no row.
CREATE TABLE sharing_label (
    group_id BIGINT NOT NULL REFERENCES sharing_group (group_id),
    ean      BIGINT NOT NULL,
    label    TEXT   NOT NULL,
    PRIMARY KEY (group_id, ean)
) CLUSTERED;
