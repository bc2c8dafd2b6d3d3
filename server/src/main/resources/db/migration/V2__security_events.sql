-- The security log. `count` repeats of one kind are folded into one row between `timestamp` and `last_at`.
CREATE TABLE security_events (
    id         TEXT    NOT NULL PRIMARY KEY,
    type       TEXT    NOT NULL,
    severity   TEXT    NOT NULL,
    timestamp  BIGINT  NOT NULL,
    last_at    BIGINT  NOT NULL,
    count      BIGINT  NOT NULL,
    user_id    TEXT,
    session_id TEXT,
    ip         TEXT,
    user_agent TEXT,
    request_id TEXT,
    details    TEXT
);
CREATE INDEX idx_security_events_timestamp ON security_events (timestamp DESC);
CREATE INDEX idx_security_events_user_id ON security_events (user_id, timestamp DESC);
CREATE INDEX idx_security_events_severity ON security_events (severity, timestamp DESC);
