package io.tollgate.server.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account as its owner sees it.
@JsonInclude(JsonInclude.Include.ALWAYS)
public record User(
        String id, String email, @Nullable String name, String role, boolean emailVerified, Instant createdAt) {

    public static User of(Account account) {
        return new User(
                account.id(),
                account.email().text(),
                account.name().orElse(null),
                account.role().text(),
                account.emailVerified(),
                account.createdAt());
    }
}
