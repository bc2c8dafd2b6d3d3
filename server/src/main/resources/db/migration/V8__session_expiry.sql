-- The clean-up looks for sessions that are over, hourly and while nothing else can be written: it must not read all others.
CREATE INDEX idx_sessions_expires_at ON user_sessions (expires_at);
