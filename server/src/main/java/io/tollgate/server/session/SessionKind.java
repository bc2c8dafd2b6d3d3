package io.tollgate.server.session;

import java.util.Locale;

/// What keeps a session going.
enum SessionKind {
    /// Rotating refresh tokens.
    TOKENS,
    /// The dashboard's cookie, one for the whole session.
    DASHBOARD;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
