package io.tollgate.server.session;

import java.time.Duration;
import java.util.List;

/// What became of a refresh token that somebody presented.
public sealed interface Refreshed {

    /// @param anomalies what is only watched
    record Granted(String userId, String sessionId, IssuedTokens tokens, List<SessionAnomaly> anomalies) implements Refreshed {}

    /// The token is not, or no longer, good for anything.
    record Refused() implements Refreshed {}

    /// The session was refreshed too often; the token stays good.
    record Limited(String userId, String sessionId, Duration retryAfter) implements Refreshed {}

    /// The session ended by this.
    record Ended(String userId, String sessionId, SessionAnomaly anomaly) implements Refreshed {}
}
