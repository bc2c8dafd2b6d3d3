package io.tollgate.server.http;

import io.tollgate.server.identity.Role;
import java.util.Optional;

/// Who may call an endpoint.
public sealed interface Access {

    /// Anybody; a token sent along is not looked at.
    record Public() implements Access {}

    /// Anybody; a valid token sent along tells who it is, and another might be meant for somebody else.
    record Recognised() implements Access {}

    /// Whoever has a valid access token and at least this role.
    record SignedIn(Role role) implements Access {}

    /// As [SignedIn], by token or by the dashboard's cookie.
    record Staff(Role role) implements Access {}

    static Access everyone() {
        return new Public();
    }

    static Access recognised() {
        return new Recognised();
    }

    static Access signedIn() {
        return new SignedIn(Role.USER);
    }

    static Access staff(Role role) {
        return new Staff(role);
    }

    /// The role asked for; empty when nobody need be signed in.
    default Optional<Role> requiredRole() {
        return switch (this) {
            case Public(), Recognised() -> Optional.empty();
            case SignedIn(Role role) -> Optional.of(role);
            case Staff(Role role) -> Optional.of(role);
        };
    }
}
