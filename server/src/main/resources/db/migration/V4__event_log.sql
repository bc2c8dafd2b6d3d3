-- Up to where the events of each journal are stored, see io.tollgate.server.event.
CREATE TABLE event_journals (
    id         TEXT   NOT NULL PRIMARY KEY,
    position   BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- How much of a file of archived events is what is no longer in security_events; what stands behind it does not count.
CREATE TABLE event_archives (
    archive TEXT   NOT NULL,
    file    TEXT   NOT NULL,
    bytes   BIGINT NOT NULL,
    PRIMARY KEY (archive, file)
);

-- A page continues behind (timestamp, id), so each index ends with both. There is one for each set of conditions that a
-- reader may give, for the events of one person or address may be a large part of all.
DROP INDEX idx_security_events_timestamp;
DROP INDEX idx_security_events_user_id;
DROP INDEX idx_security_events_severity;
CREATE INDEX idx_security_events_timestamp ON security_events (timestamp DESC, id DESC);
CREATE INDEX idx_security_events_user_id ON security_events (user_id, timestamp DESC, id DESC);
CREATE INDEX idx_security_events_severity ON security_events (severity, timestamp DESC, id DESC);
CREATE INDEX idx_security_events_type ON security_events (type, timestamp DESC, id DESC);
CREATE INDEX idx_security_events_ip ON security_events (ip, timestamp DESC, id DESC);
CREATE INDEX idx_security_events_user_type ON security_events (user_id, type, timestamp DESC, id DESC)
    WHERE user_id IS NOT NULL;
CREATE INDEX idx_security_events_ip_type ON security_events (ip, type, timestamp DESC, id DESC)
    WHERE ip IS NOT NULL;
CREATE INDEX idx_security_events_user_ip_type ON security_events (user_id, ip, type, timestamp DESC, id DESC)
    WHERE user_id IS NOT NULL AND ip IS NOT NULL;
