package io.tollgate.server.accountmail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.identity.Role;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.QueuedMail;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.People;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mail waits while the mail server is away, for up to a day, and its link is made when it goes.
class ResetMailTest {
    private final ManualClock clock = new ManualClock();
    private final SecureRandom random = new SecureRandom();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, random);
    private final PasswordHasher hasher = new PasswordHasher(1, 8, random);

    @TempDir
    private Path folder;

    private Database database;
    private Accounts accounts;
    private AccountMailComposer composer;
    private Account person;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(
                SettingsLoader.load(Map.of("mail.host", "mail.example.org"), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        accounts = new Accounts(database, hasher, ids, clock, false);
        composer = new AccountMailComposer(
                database,
                accounts,
                new MailedTokens(random, clock),
                EventLog.none(),
                settings.mail().orElseThrow(),
                clock);
        person = accounts.prepare(
                new EmailAddress(People.freshEmail()),
                new Password("a passphrase of some words"),
                Optional.empty(),
                Role.USER,
                HashOwner.server());
        database.write(handle -> accounts.insert(handle, person));
        clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        database.close();
        hasher.close();
    }

    private QueuedMail asked(Instant firstAt, Instant lastAt) {
        Map<String, String> details =
                Map.of(MailDetails.EMAIL, person.email().text(), MailDetails.AT, lastAt.toString());
        return new QueuedMail(ids.next(), MailKind.PASSWORD_RESET.text(), "key", details, 1, firstAt, firstAt, 0);
    }

    private void changePassword() {
        clock.advance(Duration.ofMinutes(1));
        database.writeOnly(handle -> accounts.setPassword(handle, person, "another hash"));
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    void hasALink() {
        assertThat(composer.compose(asked(clock.instant(), clock.instant())).orElseThrow().text())
                .contains("/reset#token=");
    }

    @Test
    void isNotSentOnceThePasswordHasChanged() {
        Instant asked = clock.instant();
        changePassword();

        assertThat(composer.compose(asked(asked, asked))).isEmpty();
    }

    @Test
    void isSentWhenAskedForAgainAfterThat() {
        Instant first = clock.instant();
        changePassword();

        assertThat(composer.compose(asked(first, clock.instant()))).isPresent();
    }
}
