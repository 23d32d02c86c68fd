-- What was injected by a local midnight, of points that produce: beside `reading`, under the same rules. Off-take is
-- charged without it; a day that is netted is not.
CREATE TABLE reading_injected (
    midnight   INTEGER NOT NULL,
    account_id BIGINT  NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    learnt_us  BIGINT  NOT NULL,
    register_1 BIGINT  NOT NULL,
    register_2 BIGINT  NOT NULL,
    PRIMARY KEY (account_id, midnight, version)
) CLUSTERED;
