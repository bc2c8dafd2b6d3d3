package io.tollgate.server.token;

import io.tollgate.server.identity.Role;
import java.time.Instant;

/// What a valid access token says. All times to the second.
///
/// @param expiresAt as it says, or earlier where tokens live less long by now
public record AccessToken(
        String userId, String sessionId, Role role, Instant authTime, Instant issuedAt, Instant expiresAt) {}
