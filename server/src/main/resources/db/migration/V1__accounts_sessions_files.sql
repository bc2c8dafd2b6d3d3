-- One set of migrations for SQLite and PostgreSQL. Times are milliseconds since 1970-01-01T00:00:00Z.
-- ${identity} is the one place where the two differ: a number given out in ascending order and never twice.

CREATE TABLE users (
    id                  TEXT    NOT NULL PRIMARY KEY,
    email               TEXT    NOT NULL UNIQUE,
    name                TEXT,
    role                TEXT    NOT NULL,
    password_hash       TEXT    NOT NULL,
    email_verified      BOOLEAN NOT NULL,
    created_at          BIGINT  NOT NULL,
    password_changed_at BIGINT  NOT NULL,
    last_login_at       BIGINT,
    role_changed_at     BIGINT,
    disabled_at         BIGINT
);
CREATE INDEX idx_users_role ON users (role, id DESC);
CREATE INDEX idx_users_role_changed ON users (role_changed_at) WHERE role_changed_at IS NOT NULL;

CREATE TABLE user_sessions (
    id           TEXT    NOT NULL PRIMARY KEY,
    user_id      TEXT    NOT NULL REFERENCES users (id),
    kind         TEXT    NOT NULL,
    device_name  TEXT,
    user_agent   TEXT,
    ip           TEXT    NOT NULL,
    auth_time    BIGINT  NOT NULL,
    last_used_at BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    generation   INTEGER NOT NULL,
    ended_at     BIGINT,
    end_reason   TEXT
);
CREATE INDEX idx_sessions_last_used ON user_sessions (last_used_at DESC);
CREATE INDEX idx_sessions_user_id ON user_sessions (user_id, id DESC);
CREATE INDEX idx_sessions_ended ON user_sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE refresh_tokens (
    id               TEXT    NOT NULL PRIMARY KEY,
    session_id       TEXT    NOT NULL REFERENCES user_sessions (id),
    generation       INTEGER NOT NULL,
    token_hash       TEXT    NOT NULL UNIQUE,
    issued_at        BIGINT  NOT NULL,
    expires_at       BIGINT  NOT NULL,
    rotated_at       BIGINT,
    rotated_ip       TEXT,
    rotated_device   TEXT,
    successor_sealed BYTEA,
    revoked          BOOLEAN NOT NULL,
    revoked_at       BIGINT
);
CREATE UNIQUE INDEX idx_tokens_session ON refresh_tokens (session_id, generation);
CREATE INDEX idx_tokens_expires_at ON refresh_tokens (expires_at DESC);
CREATE INDEX idx_tokens_revoked ON refresh_tokens (revoked, revoked_at);

CREATE TABLE files (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL REFERENCES users (id),
    name         TEXT   NOT NULL,
    content_type TEXT   NOT NULL,
    size         BIGINT NOT NULL,
    sha256       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX idx_files_user_id ON files (user_id, id DESC);

-- What a person stores in all, kept beside the rows so that a quota is one conditional update.
CREATE TABLE file_usage (
    user_id    TEXT    NOT NULL PRIMARY KEY REFERENCES users (id),
    bytes      BIGINT  NOT NULL,
    file_count INTEGER NOT NULL
);

-- What one node must tell the others; appended in commit order, see the package io.tollgate.server.feed.
CREATE TABLE change_feed (
    seq        ${identity},
    kind       TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    detail     TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX idx_change_feed_created ON change_feed (created_at);

-- `wrapped` says whether the private part is encrypted with a key made from keys.secret.
CREATE TABLE signing_keys (
    kid         TEXT    NOT NULL PRIMARY KEY,
    public_key  BYTEA   NOT NULL,
    private_key BYTEA   NOT NULL,
    wrapped     BOOLEAN NOT NULL,
    created_at  BIGINT  NOT NULL,
    active_from BIGINT  NOT NULL
);

CREATE TABLE server_secrets (
    name    TEXT    NOT NULL PRIMARY KEY,
    value   BYTEA   NOT NULL,
    wrapped BOOLEAN NOT NULL
);
