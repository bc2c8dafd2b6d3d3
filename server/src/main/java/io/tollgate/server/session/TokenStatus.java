package io.tollgate.server.session;

import java.util.Locale;
import java.util.Optional;

/// What a refresh token is good for.
enum TokenStatus {
    /// It can be exchanged for the next.
    ACTIVE("t.revoked_at IS NULL AND t.rotated_at IS NULL AND t.expires_at > :now", "id"),
    /// It was exchanged; using it again ends the session.
    ROTATED("t.revoked_at IS NULL AND t.rotated_at IS NOT NULL AND t.expires_at > :now", "rotated_at"),
    /// Its session was ended.
    REVOKED("t.revoked_at IS NOT NULL", "id"),
    /// Nobody exchanged it in time.
    EXPIRED("t.revoked_at IS NULL AND t.expires_at <= :now", "expires_at");

    private final String condition;
    private final String order;

    TokenStatus(String condition, String order) {
        this.condition = condition;
        this.order = order;
    }

    /// Whether a row `t` of `refresh_tokens` has this status, in SQL. Told by the times, as in the partial indexes, and not by
    /// `revoked`: SQLite would take an index that begins with it, to find nearly all rows.
    String condition() {
        return condition;
    }

    /// The column by which tokens of this status stand, the highest first, so that there is an index which has them in that
    /// order and no others.
    String order() {
        return order;
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
