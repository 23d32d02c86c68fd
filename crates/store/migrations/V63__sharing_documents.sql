-- Papers and mandates that a representative sent to the dossier of a group, sealed. Kind: 1 PDF, 2 JPEG, 3 PNG. The
-- act of the dossier names the document by its number.
CREATE TABLE sharing_document (
    group_id  BIGINT   NOT NULL REFERENCES sharing_group (group_id),
    seq       BIGINT   NOT NULL CHECK (seq >= 1),
    at_us     BIGINT   NOT NULL,
    person_id BIGINT   NOT NULL,
    task      TEXT     NOT NULL,
    kind      SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 3),
    bytes     INTEGER  NOT NULL CHECK (bytes >= 1),
    digest    TEXT BYTEWISE NOT NULL, -- of the document itself
    sealed    TEXT     NOT NULL,
    PRIMARY KEY (group_id, seq)
) CLUSTERED;

-- Who opened which of them when.
CREATE TABLE sharing_document_look (
    group_id  BIGINT   NOT NULL REFERENCES sharing_group (group_id),
    number    BIGINT   NOT NULL CHECK (number >= 1), -- counts the looks of a group
    seq       BIGINT   NOT NULL,
    at_us     BIGINT   NOT NULL,
    person_id BIGINT   NOT NULL,
    role      SMALLINT NOT NULL,
    PRIMARY KEY (group_id, number)
) CLUSTERED;
