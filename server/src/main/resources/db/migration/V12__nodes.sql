-- Who serves. `state` is up, stopped (it said so) or lost (another node missed its sign of life).
CREATE TABLE nodes (
    id             TEXT    NOT NULL PRIMARY KEY,
    started_at     BIGINT  NOT NULL,
    last_seen      BIGINT  NOT NULL,
    state          TEXT    NOT NULL,
    shared_windows INTEGER NOT NULL
);
CREATE INDEX idx_nodes_last_seen ON nodes (last_seen);
