package io.tollgate.server.http;

import io.tollgate.server.identity.Caller;
import java.time.Instant;
import java.util.Optional;

/// What the token or cookie of a request says about its sender.
public sealed interface Recognition {

    /// Somebody signed in.
    record Known(Caller caller) implements Recognition {}

    /// There is none.
    record Absent() implements Recognition {}

    /// It was one of ours, and is expired or its session has ended.
    ///
    /// @param authTime when its owner had logged in
    record Over(Instant authTime) implements Recognition {}

    /// It is none of ours: made up, or of another server.
    ///
    /// @param forged whether it claims to be one, so that only its signature, or a look for it, told
    record Foreign(boolean forged) implements Recognition {}

    /// Who it is.
    default Optional<Caller> who() {
        return this instanceof Known(Caller caller) ? Optional.of(caller) : Optional.empty();
    }
}
