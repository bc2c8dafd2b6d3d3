package io.tollgate.server.auth;

import io.tollgate.server.session.Session;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A session as its owner sees it.
///
/// @param current whether it is the one that asks
record SessionAnswer(
        String id,
        @Nullable String deviceName,
        @Nullable String userAgent,
        String ip,
        Instant createdAt,
        Instant lastUsedAt,
        boolean current) {

    static SessionAnswer of(Session session, String currentId) {
        return new SessionAnswer(
                session.id(),
                session.deviceName().orElse(null),
                session.userAgent().orElse(null),
                session.ip(),
                session.authTime(),
                session.lastUsedAt(),
                session.id().equals(currentId));
    }
}
