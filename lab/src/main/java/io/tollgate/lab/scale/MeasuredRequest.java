package io.tollgate.lab.scale;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.ClosedLoop.Slice;
import io.tollgate.lab.server.LabAccount;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `lab scale` sends.
enum MeasuredRequest {
    FILES("GET /api/files"),
    ME("GET /api/auth/me"),
    LOGIN("POST /api/auth/login");

    private final String description;

    MeasuredRequest(String description) {
        this.description = description;
    }

    static Optional<MeasuredRequest> parse(String text) {
        for (MeasuredRequest request : values()) {
            if (request.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    /// How many connections each step has. Logins queue for the hash, and a server refuses those that would wait long.
    List<Integer> steps() {
        return this == LOGIN ? List.of(1, 2, 4, 6, 8, 12, 16) : List.of(1, 2, 4, 8, 12, 16, 32, 64);
    }

    String description() {
        return description;
    }

    Slice drive(URI server, Request request, int connections, Duration duration)
            throws IOException, InterruptedException {
        return this == LOGIN
                ? ClosedLoop.driveFromManyAddresses(server, request, connections, duration)
                : ClosedLoop.drive(server, request, connections, duration);
    }

    Request with(String token) {
        return switch (this) {
            case FILES -> Request.get("/api/files").as(token);
            case ME -> Request.get("/api/auth/me").as(token);
            case LOGIN -> LabAccount.login();
        };
    }
}
