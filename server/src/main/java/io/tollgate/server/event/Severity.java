package io.tollgate.server.event;

import java.util.Locale;
import java.util.Optional;

/// How much an event matters, in ascending order.
public enum Severity {
    INFO,
    LOW,
    WARNING,
    HIGH,
    CRITICAL;

    /// The name in the database, in answers and in the log.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Severity> parse(String text) {
        for (Severity severity : values()) {
            if (severity.text().equals(text)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
