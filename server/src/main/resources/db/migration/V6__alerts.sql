-- What people are told of, see io.tollgate.server.alert. One row is one incident: it goes on until `active_until`.
CREATE TABLE alerts (
    id           TEXT    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,
    priority     TEXT    NOT NULL,
    incident     TEXT    NOT NULL,
    headline     TEXT    NOT NULL,
    user_id      TEXT,
    account      TEXT,
    address      TEXT,
    first_at     BIGINT  NOT NULL,
    last_at      BIGINT  NOT NULL,
    active_until BIGINT  NOT NULL,
    count        BIGINT  NOT NULL,
    evidence     TEXT    NOT NULL,
    outcome      TEXT,
    request_id   TEXT,
    event_id     TEXT,
    state        TEXT    NOT NULL,
    message_id   TEXT
);
CREATE INDEX idx_alerts_active_until ON alerts (active_until);
CREATE INDEX idx_alerts_kind ON alerts (kind, first_at);
CREATE INDEX idx_alerts_first_at ON alerts (first_at);
CREATE INDEX idx_alerts_message ON alerts (message_id, id);

-- Which alert an event belongs to: by kind and subject, and where a ban follows a guess also by the address.
CREATE TABLE alert_incidents (
    incident TEXT   NOT NULL PRIMARY KEY,
    alert_id TEXT   NOT NULL,
    until    BIGINT NOT NULL
);
CREATE INDEX idx_alert_incidents_until ON alert_incidents (until);

-- A message is one alert, or those of one kind that began before it was due.
CREATE TABLE alert_messages (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    priority   TEXT    NOT NULL,
    form       TEXT    NOT NULL,
    text       TEXT,
    suppressed BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    due_at     BIGINT  NOT NULL
);
CREATE INDEX idx_alert_messages_created ON alert_messages (created_at);
CREATE INDEX idx_alert_messages_due ON alert_messages (kind, due_at);

CREATE TABLE alert_deliveries (
    message_id      TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    due_at          BIGINT  NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at BIGINT  NOT NULL,
    leased_until    BIGINT  NOT NULL,
    delivered_at    BIGINT,
    failed_at       BIGINT,
    error           TEXT,
    PRIMARY KEY (message_id, channel)
);
CREATE INDEX idx_alert_deliveries_waiting ON alert_deliveries (channel, next_attempt_at) WHERE state = 'waiting';

-- While a far end is away nothing is sent there, by no node.
CREATE TABLE alert_channels (
    channel      TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL,
    paused_until BIGINT  NOT NULL
);

-- What was not sent because the budget was used up: since the last message of the kind, and ever.
CREATE TABLE alert_suppressions (
    kind  TEXT   NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    ever  BIGINT NOT NULL
);
