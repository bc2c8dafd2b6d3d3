package io.tollgate.server.session;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.geo.Travel.Journey;

/// Something about the use of a session that its owner would hardly do.
public sealed interface SessionAnomaly {

    /// A refresh token was used again after its grace.
    record TokenReused() implements SessionAnomaly {}

    /// The session was refreshed more often than the limit says.
    record RapidRefresh(RateLimit limit) implements SessionAnomaly {}

    /// The session is used from another country than before.
    record Travelled(Journey journey) implements SessionAnomaly {}

    /// Why a session ends by it.
    default EndReason endReason() {
        return switch (this) {
            case TokenReused() -> EndReason.TOKEN_REUSED;
            case RapidRefresh _ -> EndReason.RAPID_REFRESH;
            case Travelled _ -> EndReason.TRAVELLED;
        };
    }
}
