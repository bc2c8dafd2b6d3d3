-- A page of what somebody did from one address is one walk along this index. It was one walk for each type there is, merged,
-- which PostgreSQL took longer to plan than to do.
CREATE INDEX idx_security_events_user_ip ON security_events (user_id, ip, timestamp DESC, id DESC)
    WHERE user_id IS NOT NULL AND ip IS NOT NULL;
