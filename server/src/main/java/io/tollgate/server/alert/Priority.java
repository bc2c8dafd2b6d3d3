package io.tollgate.server.alert;

import java.util.Locale;

/// How soon a person should look, in ascending order.
enum Priority {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /// The name in the database, in settings and in messages.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Priority of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
