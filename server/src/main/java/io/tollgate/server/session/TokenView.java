package io.tollgate.server.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refresh token as an admin sees it: never the token, nor its hash.
///
/// @param status `active`, `rotated`, `revoked` or `expired`
record TokenView(
        String id,
        String userId,
        String sessionId,
        int generation,
        String status,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String deviceName,
        @Nullable String userAgent,
        String ip,
        Instant lastUsedAt) {}
