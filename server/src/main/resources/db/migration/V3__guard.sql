-- The standing of addresses, see io.tollgate.guard.standing. Without a row an address is neutral.
CREATE TABLE address_standing (
    address       TEXT    NOT NULL PRIMARY KEY,
    score         INTEGER NOT NULL,
    scored_at     BIGINT  NOT NULL,
    repeats       INTEGER NOT NULL,
    allowed_until BIGINT,
    ban_since     BIGINT,
    ban_until     BIGINT,
    ban_reason    TEXT,
    ban_evidence  TEXT,
    ban_automatic BOOLEAN
);
CREATE INDEX idx_standing_score ON address_standing (score, address);
CREATE INDEX idx_standing_scored_at ON address_standing (scored_at);
CREATE INDEX idx_standing_banned ON address_standing (ban_until) WHERE ban_since IS NOT NULL;
CREATE INDEX idx_standing_allowed ON address_standing (allowed_until) WHERE allowed_until IS NOT NULL;

-- An account earns an address reputation once a day. `account` is a keyed hash.
CREATE TABLE reputation_gains (
    address   TEXT   NOT NULL,
    account   TEXT   NOT NULL,
    gained_at BIGINT NOT NULL,
    PRIMARY KEY (address, account)
);
CREATE INDEX idx_gains_gained_at ON reputation_gains (gained_at);

-- The ledger of guesses, see io.tollgate.guard.login. A row is a wrong guess until the login it led to removes it.
CREATE TABLE login_guesses (
    id           TEXT    NOT NULL PRIMARY KEY,
    account      TEXT    NOT NULL,
    client       TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    known_device BOOLEAN NOT NULL,
    digest       TEXT    NOT NULL,
    guessed_at   BIGINT  NOT NULL,
    failed       BOOLEAN NOT NULL
);
CREATE INDEX idx_guesses_client ON login_guesses (account, client, guessed_at);
CREATE INDEX idx_guesses_account ON login_guesses (account, known_device, guessed_at);
CREATE INDEX idx_guesses_address ON login_guesses (address, known_device, guessed_at);
CREATE INDEX idx_guesses_guessed_at ON login_guesses (guessed_at);

-- Which devices somebody logged in from. `account` is a keyed hash, `device` the id in the device cookie.
CREATE TABLE known_devices (
    account    TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    since      BIGINT  NOT NULL,
    struck_at  BIGINT,
    PRIMARY KEY (account, device)
);
