-- Wrong references, links and codes of the last hour, so that whoever guesses has to wait whichever server they ask,
-- and after a restart too. The source is a number made of it: no address is kept.
CREATE TABLE wrong_try (
    kind   BIGINT NOT NULL,
    source BIGINT NOT NULL,
    at_us  BIGINT NOT NULL,
    times  BIGINT NOT NULL CHECK (times > 0),
    PRIMARY KEY (kind, source, at_us)
) CLUSTERED;

CREATE INDEX wrong_try_at ON wrong_try (at_us);
