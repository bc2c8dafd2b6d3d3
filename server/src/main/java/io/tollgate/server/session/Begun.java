package io.tollgate.server.session;

import io.tollgate.server.geo.Travel.Journey;
import java.time.Instant;
import java.util.Optional;

/// A session that began.
///
/// @param at         when its owner logged in
/// @param proof      what its client shows from now on: the refresh token, or the value of the dashboard's cookie
/// @param impossible the journey its owner cannot have made since he was last seen
public record Begun(String sessionId, Instant at, String proof, Optional<Journey> impossible) {

    /// Proofs are secrets.
    @Override
    public String toString() {
        return "Begun[" + sessionId + "]";
    }
}
