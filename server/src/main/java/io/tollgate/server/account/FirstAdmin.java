package io.tollgate.server.account;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.identity.Role;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.AdminSettings;
import io.tollgate.server.settings.SettingsException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Sees to it that there is an admin.
public final class FirstAdmin {
    /// Letters and digits that are not mistaken for each other when copied by hand.
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 5;
    private static final int GROUP_LENGTH = 5;

    /// An admin who is not stored yet.
    ///
    /// @param madeUp his password, where the settings give none
    public record Candidate(Account account, Optional<String> madeUp) {

        @Override
        public String toString() {
            return "Candidate[***]";
        }
    }

    private final Database database;
    private final Accounts accounts;
    private final SecureRandom random;

    public FirstAdmin(Database database, Accounts accounts, SecureRandom random) {
        this.database = database;
        this.accounts = accounts;
        this.random = random;
    }

    /// Where the settings say that he gets his mail.
    ///
    /// @throws SettingsException when that is no address
    public static EmailAddress address(AdminSettings settings) {
        return EmailAddress.parse(settings.email())
                .filter(EmailAddress::isDeliverable)
                .orElseThrow(() -> new SettingsException(List.of("admin.email: must be an e-mail address")));
    }

    /// The admin of the settings, when there is no admin at all. Hashes his password, which takes a good part of a first start.
    public Optional<Candidate> prepare(AdminSettings settings) {
        EmailAddress email = address(settings);
        if (adminExists()) {
            return Optional.empty();
        }
        Optional<String> madeUp = settings.password().isPresent() ? Optional.empty() : Optional.of(generatePassword());
        String text = madeUp.or(() -> settings.password().map(Secret::value)).orElseThrow();
        Account account = accounts.prepare(
                email, new Password(text), Optional.of("Admin"), Role.ADMIN, HashOwner.server());
        return Optional.of(new Candidate(account, madeUp));
    }

    /// Stores an admin unless there is one by now.
    ///
    /// @return the password that was made up for him, to be printed once
    public Optional<String> store(Candidate candidate) {
        boolean stored = database.write(handle -> {
            database.lock(handle, DatabaseLock.BOOTSTRAP);
            database.lock(handle, DatabaseLock.ADMINS);
            return !AccountStore.anotherAdminExists(handle, "") && accounts.insert(handle, candidate.account());
        });
        return stored ? candidate.madeUp() : Optional.empty();
    }

    private boolean adminExists() {
        return database.read(handle -> AccountStore.anotherAdminExists(handle, ""));
    }

    /// About 124 bits.
    public String generatePassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
            if (i > 0 && i % GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
