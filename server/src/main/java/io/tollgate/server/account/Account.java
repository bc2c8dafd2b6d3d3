package io.tollgate.server.account;

import io.tollgate.server.identity.Role;
import java.time.Instant;
import java.util.Optional;

/// A person's account as stored.
///
/// @param passwordHash with its parameters; never leaves the server
/// @param disabledAt when an admin disabled it; empty for a working account
public record Account(
        String id,
        EmailAddress email,
        Optional<String> name,
        Role role,
        String passwordHash,
        boolean emailVerified,
        Instant createdAt,
        Optional<Instant> lastLoginAt,
        Optional<Instant> disabledAt) {

    /// The same account with another role.
    Account withRole(Role other) {
        return new Account(
                id, email, name, other, passwordHash, emailVerified, createdAt, lastLoginAt, disabledAt);
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
