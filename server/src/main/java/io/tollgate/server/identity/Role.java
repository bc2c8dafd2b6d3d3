package io.tollgate.server.identity;

import java.util.Locale;
import java.util.Optional;

/// What a person may do. Each role includes those before it.
public enum Role {
    /// Uses an account, sessions and files.
    USER,
    /// Reads metrics.
    ANALYST,
    /// Reads the security log and undoes bans.
    MODERATOR,
    /// Everything.
    ADMIN;

    /// The name in tokens, the API and the database.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of that name, in exactly the notation of [#text].
    public static Optional<Role> parse(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /// Whether this role may do what `required` may.
    public boolean includes(Role required) {
        return compareTo(required) >= 0;
    }
}
