package io.tollgate.server.session;

import java.util.Locale;
import java.util.Optional;

/// What a refresh token is good for.
enum TokenStatus {
    /// It can be exchanged for the next.
    ACTIVE("revoked = FALSE AND rotated_at IS NULL AND expires_at > :now"),
    /// It was exchanged; using it again ends the session.
    ROTATED("revoked = FALSE AND rotated_at IS NOT NULL AND expires_at > :now"),
    /// Its session was ended.
    REVOKED("revoked = TRUE"),
    /// Nobody exchanged it in time.
    EXPIRED("revoked = FALSE AND expires_at <= :now");

    private final String condition;

    TokenStatus(String condition) {
        this.condition = condition;
    }

    /// Whether a row of `refresh_tokens` has this status, in SQL.
    String condition() {
        return condition;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<TokenStatus> parse(String text) {
        for (TokenStatus status : values()) {
            if (status.text().equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
