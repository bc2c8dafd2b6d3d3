package io.tollgate.server.accountmail;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.identity.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Carries an account that somebody signed up for from the request to the time when it is stored.
final class PreparedAccount {
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String HASH = "passwordHash";
    private static final String CREATED = "createdAt";

    private PreparedAccount() {}

    static Map<String, String> toDetails(Account account) {
        Map<String, String> details = new HashMap<>(Map.of(
                ID, account.id(), HASH, account.passwordHash(), CREATED, account.createdAt().toString()));
        account.name().ifPresent(name -> details.put(NAME, name));
        return details;
    }

    static Account of(EmailAddress email, Map<String, String> details) {
        return new Account(
                details.get(ID),
                email,
                Optional.ofNullable(details.get(NAME)),
                Role.USER,
                details.get(HASH),
                false,
                Instant.parse(details.get(CREATED)),
                Optional.empty(),
                Optional.empty());
    }
}
