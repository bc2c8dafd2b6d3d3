-- How many sessions of a person live, and which he used least lately, without those that ended.
CREATE INDEX idx_sessions_live ON user_sessions (user_id, last_used_at DESC) WHERE ended_at IS NULL;
-- Devices are forgotten when their cookies have expired.
CREATE INDEX idx_known_devices_since ON known_devices (since);
