package io.tollgate.server.accountmail;

import java.util.Locale;

/// What the token of a mailed link is good for.
public enum TokenPurpose {
    /// Sets a new password.
    RESET,
    /// Shows that mail to the address arrives.
    VERIFY;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
