package io.tollgate.server.session;

import java.time.Instant;
import java.util.Optional;

/// A session as stored.
///
/// @param authTime when it began with a password
public record Session(
        String id,
        String userId,
        Optional<String> deviceName,
        Optional<String> userAgent,
        String ip,
        Instant authTime,
        Instant lastUsedAt,
        Instant expiresAt) {}
