package io.tollgate.guard.login;

import java.util.Locale;

/// The budgets by name, in the order in which they are asked.
public enum Budget {
    CLIENT,
    ACCOUNT,
    ADDRESS,
    SPRAY,
    SPRAY_SLOW;

    /// The name in events and explanations.
    public String text() {
        return "login-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
