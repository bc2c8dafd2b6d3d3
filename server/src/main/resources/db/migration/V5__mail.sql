-- What is to be mailed, as an intent: links and their tokens are made when a mail is sent and stand nowhere here.
-- `subject` is whom it concerns, as the id of a person or a keyed hash of an address; `sealed` is encrypted and emptied
-- once the mail is done with. At most one mail of a kind waits for one subject; further ones are counted in `repeats`.
-- Those that come while it is being sent are told by another mail, if it is one that `may_defer`.
CREATE TABLE mail_outbox (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    sealed      BYTEA   NOT NULL,
    may_defer   BOOLEAN NOT NULL,
    repeats     INTEGER NOT NULL,
    created_at  BIGINT  NOT NULL,
    due_at      BIGINT  NOT NULL,
    attempts    INTEGER NOT NULL,
    finished_at BIGINT,
    outcome     TEXT
);
CREATE UNIQUE INDEX idx_mail_waiting ON mail_outbox (kind, subject) WHERE finished_at IS NULL;
CREATE INDEX idx_mail_due ON mail_outbox (due_at) WHERE finished_at IS NULL;
CREATE INDEX idx_mail_subject ON mail_outbox (kind, subject, created_at DESC);
CREATE INDEX idx_mail_finished ON mail_outbox (finished_at) WHERE finished_at IS NOT NULL;

-- Tokens in mailed links, as SHA-256 of 256 random bits.
CREATE TABLE mailed_tokens (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    purpose    TEXT   NOT NULL,
    user_id    TEXT   NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX idx_mailed_tokens_user ON mailed_tokens (user_id, purpose);
CREATE INDEX idx_mailed_tokens_expires ON mailed_tokens (expires_at);
