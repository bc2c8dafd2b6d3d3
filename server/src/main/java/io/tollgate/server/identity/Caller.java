package io.tollgate.server.identity;

import java.time.Instant;

/// The person behind an authenticated request.
///
/// @param authTime when this session began with a password
public record Caller(String userId, String sessionId, Role role, Instant authTime) {}
