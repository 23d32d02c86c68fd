-- What is kept of points that produce: acceptance, powers, contracts, registers, productions, in the order in
-- which they were told; rows are only inserted. The body is the rule's own value.
CREATE TABLE prosumer_entry (
    ean     BIGINT   NOT NULL,
    seq     INTEGER  NOT NULL CHECK (seq >= 1),
    dso     SMALLINT NOT NULL,
    at_us   BIGINT   NOT NULL,
    by_whom TEXT     NOT NULL,
    body    TEXT     NOT NULL,
    PRIMARY KEY (ean, seq)
) CLUSTERED;

CREATE INDEX prosumer_of_operator ON prosumer_entry (dso, ean) WHERE seq = 1;
