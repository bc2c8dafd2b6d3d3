package io.tollgate.server.cli;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.FirstAdmin;
import io.tollgate.server.accountmail.MailedTokens;
import io.tollgate.server.accountmail.Notice;
import io.tollgate.server.accountmail.PersonNotices;
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
import io.tollgate.server.mail.MailOutbox;
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
import java.util.Map;
import java.util.Optional;

/// `admin reset-password EMAIL`: for whoever has the machine but not the password.
final class AdminCommand {
    private final Settings settings;
    private final Database database;
    private final ChangeFeed feed;
    private final SecureRandom random;
    private final Clock clock;
    private final TimeOrderedIds ids;
    private final Accounts accounts;

    private AdminCommand(
            Settings settings, Database database, ChangeFeed feed, PasswordHasher hasher, SecureRandom random, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.feed = feed;
        this.random = random;
        this.clock = clock;
        this.ids = new TimeOrderedIds(clock, random);
        this.accounts = new Accounts(database, hasher, ids, clock, settings.signup().verifyEmail());
    }

    static Entry entry() {
        return new Entry.Group(
                "admin",
                "Helps whoever is locked out.",
                List.of(new Entry.Command(
                        "reset-password",
                        "Gives an account a new password, prints it once, takes its address as verified, ends its sessions, "
                                + "and forgets its devices, mailed links and wrong guesses.",
                        List.of(new Entry.Parameter("EMAIL", "address of the account")),
                        invocation -> resetPassword(invocation.settings(), invocation.parameter(0)))));
    }

    private static int resetPassword(Settings settings, String typed) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        try (Database database = DatabaseCommand.openExisting(settings);
                PasswordHasher hasher = new PasswordHasher(1, 1, random);
                ChangeFeed feed = new ChangeFeed(database, clock, System::nanoTime)) {
            return new AdminCommand(settings, database, feed, hasher, random, clock).resetPassword(typed);
        }
    }

    private int resetPassword(String typed) {
        Optional<Account> account = EmailAddress.parse(typed).flatMap(accounts::findByEmail);
        if (account.isEmpty()) {
            System.err.println("tollgate: there is no account " + typed);
            return ExitCode.ERROR;
        }
        String id = account.get().id();
        String password = new FirstAdmin(database, accounts, random).generatePassword();
        reset(account.get(), accounts.hash(new Password(password), HashOwner.server()));
        new DirectEventLog(database, ids)
                .record(SecurityEvent.of(EventType.AUTHN_PASSWORD_RESET, clock.instant())
                        .ofPerson(id)
                        .with(SecurityEvent.BY, "command"));
        System.out.println("New password of " + account.get().email() + ": " + password);
        if (account.get().disabledAt().isPresent()) {
            System.err.println("tollgate: the account is disabled; its password works once an admin has enabled it");
        }
        return ExitCode.OK;
    }

    /// As much as a reset by mail, in the same order: the new password must let its owner in whatever others guessed.
    private void reset(Account account, String hash) {
        String id = account.id();
        ServerSecrets secrets = new ServerSecrets(database, new KeyWrapping(settings.keysSecret(), random), random);
        AccountPardon pardon = AccountPardon.of(database, secrets);
        PersonNotices notices = new PersonNotices(
                MailOutbox.of(database, secrets, ids, clock, random, settings.mail().isPresent()), clock);
        SessionRevoker revoker = new SessionRevoker(database, feed, clock);
        MailedTokens links = new MailedTokens(random, clock);
        database.writeOnly(handle -> {
            database.lock(handle, DatabaseLock.RECOVERY, id);
            links.voidAll(handle, TokenPurpose.RESET, id);
            links.voidAll(handle, TokenPurpose.VERIFY, id);
            Change forgiven = pardon.forgive(handle, account.email());
            accounts.setPassword(handle, account, hash);
            notices.tell(handle, id, Notice.PASSWORD_SET, Map.of());
            revoker.endAll(handle, id, EndReason.PASSWORD_CHANGED);
            feed.append(handle, List.of(forgiven));
        });
    }
}
