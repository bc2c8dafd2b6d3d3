package io.tollgate.server.session;

import java.util.Locale;

/// Why a session ended.
public enum EndReason {
    LOGGED_OUT,
    ENDED_BY_OWNER,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    ACCOUNT_DISABLED,
    /// Its person lost the role without which he must have a verified address.
    UNVERIFIED,
    /// A refresh token was used again after its grace.
    TOKEN_REUSED,
    /// It was refreshed more often than a person does.
    RAPID_REFRESH,
    /// It changed its country.
    TRAVELLED,
    /// Its person had too many, and used it least lately.
    SURPLUS,
    /// An admin revoked it.
    REVOKED;

    /// The name in the database and in events.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
