-- What each node did in each minute of the last hour: encoded histograms and counters.
CREATE TABLE metrics_minutes (
    node      TEXT   NOT NULL,
    minute    BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    data      BYTEA  NOT NULL,
    PRIMARY KEY (node, minute)
);
CREATE INDEX idx_metrics_minutes_last_seen ON metrics_minutes (last_seen);
