package io.tollgate.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes the ids by which an answer is found again. An id that a client sends is never taken over, for it could name
/// another's request.
final class RequestIds {
    static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    private final Supplier<RandomGenerator> random;

    /// @param random gives the one of the calling thread: an id opens nothing, so it need not be beyond guessing, and every
    ///     request takes one, so nobody must wait for another
    RequestIds(Supplier<RandomGenerator> random) {
        this.random = random;
    }

    String next() {
        HexFormat hex = HexFormat.of();
        RandomGenerator own = random.get();
        return hex.toHexDigits(own.nextLong()) + hex.toHexDigits(own.nextLong());
    }
}
