package io.tollgate.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes the ids by which an answer is found again. An id that a client sends is never taken over, for it could name
/// another's request.
final class RequestIds {
    static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    private final RandomGenerator random;

    /// @param random must be thread-safe
    RequestIds(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
