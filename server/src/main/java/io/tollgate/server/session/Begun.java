package io.tollgate.server.session;

import io.tollgate.server.geo.Travel.Journey;
import java.util.Optional;

/// A session that began.
///
/// @param proof      what its client shows from now on
/// @param impossible the journey its owner cannot have made since he was last seen
public record Begun<T>(String sessionId, T proof, Optional<Journey> impossible) {

    /// Proofs are secrets.
    @Override
    public String toString() {
        return "Begun[" + sessionId + "]";
    }
}
