package io.tollgate.lab.scale;

import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.PlainRequest;
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

    String description() {
        return description;
    }

    PlainRequest with(String token) {
        return switch (this) {
            case FILES -> PlainRequest.get("/api/files", token);
            case ME -> PlainRequest.get("/api/auth/me", token);
            case LOGIN -> LabAccount.login();
        };
    }
}
