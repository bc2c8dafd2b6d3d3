-- Tokens of one status are listed newest first, those that were exchanged by when that was; without these all others are read
-- to find a few. A token is in one of the three at a time.
CREATE INDEX idx_tokens_active ON refresh_tokens (id DESC) WHERE revoked_at IS NULL AND rotated_at IS NULL;
CREATE INDEX idx_tokens_rotated ON refresh_tokens (rotated_at DESC, id DESC) WHERE revoked_at IS NULL AND rotated_at IS NOT NULL;
CREATE INDEX idx_tokens_ended ON refresh_tokens (id DESC) WHERE revoked_at IS NOT NULL;

-- Those that expired are listed by when they did.
DROP INDEX idx_tokens_expires_at;
CREATE INDEX idx_tokens_expires_at ON refresh_tokens (expires_at DESC, id DESC);
