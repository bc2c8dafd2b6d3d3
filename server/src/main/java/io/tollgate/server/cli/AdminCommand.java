package io.tollgate.server.cli;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.FirstAdmin;
import io.tollgate.server.accountmail.MailedTokens;
import io.tollgate.server.accountmail.TokenPurpose;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.DirectEventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.AccountPardon;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.settings.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// `admin reset-password EMAIL`: for whoever has the machine but not the password.
final class AdminCommand {

    private AdminCommand() {}

    static Entry entry() {
        return new Entry.Group(
                "admin",
                "Helps whoever is locked out.",
                List.of(new Entry.Command(
                        "reset-password",
                        "Gives an account a new password, prints it once, ends its sessions, and forgets its devices, "
                                + "mailed links and wrong guesses.",
                        List.of(new Entry.Parameter("EMAIL", "address of the account")),
                        invocation -> resetPassword(invocation.settings(), invocation.parameter(0)))));
    }

    private static int resetPassword(Settings settings, String typed) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        try (Database database = DatabaseCommand.openExisting(settings);
                PasswordHasher hasher = new PasswordHasher(1, 1, random);
                ChangeFeed feed = new ChangeFeed(database, clock, System::nanoTime)) {
            Accounts accounts = new Accounts(
                    database, hasher, new TimeOrderedIds(clock, random), clock, settings.signup().verifyEmail());
            Optional<Account> account = EmailAddress.parse(typed).flatMap(accounts::findByEmail);
            if (account.isEmpty()) {
                System.err.println("tollgate: there is no account " + typed);
                return ExitCode.ERROR;
            }
            String password = new FirstAdmin(database, accounts, random).generatePassword();
            String hash = accounts.hash(new Password(password), HashOwner.server());
            String id = account.get().id();
            SessionRevoker revoker = new SessionRevoker(database, feed, clock);
            MailedTokens links = new MailedTokens(random, clock);
            AccountPardon pardon = AccountPardon.of(
                    database, new ServerSecrets(database, new KeyWrapping(settings.keysSecret(), random), random));
            // As much as a reset by mail, in the same order: the new password must let its owner in whatever others guessed.
            database.writeOnly(handle -> {
                database.lock(handle, DatabaseLock.RECOVERY, id);
                links.voidAll(handle, TokenPurpose.RESET, id);
                links.voidAll(handle, TokenPurpose.VERIFY, id);
                Change forgiven = pardon.forgive(handle, account.get().email());
                accounts.setPassword(handle, account.get(), hash);
                revoker.endAll(handle, id, EndReason.PASSWORD_CHANGED);
                feed.append(handle, List.of(forgiven));
            });
            new DirectEventLog(database, new TimeOrderedIds(clock, random))
                    .record(SecurityEvent.of(EventType.AUTHN_PASSWORD_RESET, clock.instant())
                            .ofPerson(id)
                            .with(SecurityEvent.BY, "command"));
            System.out.println("New password of " + account.get().email() + ": " + password);
            return ExitCode.OK;
        }
    }
}
