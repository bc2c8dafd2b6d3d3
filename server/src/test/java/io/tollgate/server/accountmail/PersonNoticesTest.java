package io.tollgate.server.accountmail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.identity.Role;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class PersonNoticesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Map<String, String> FROM = Map.of(PersonNotices.ADDRESS, "203.0.113.7");

    private final ManualClock clock = new ManualClock();
    private final SecureRandom random = new SecureRandom();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, random);
    private final PasswordHasher hasher = new PasswordHasher(1, 8, random);
    private final List<MailMessage> sent = new CopyOnWriteArrayList<>();

    @Parameter
    TestDatabase engine;

    @TempDir
    Path folder;

    private volatile Runnable onSend = () -> {};
    private Database database;
    private AccountMailModule mail;
    private PersonNotices notices;
    private Accounts accounts;

    @BeforeEach
    void open() {
        Map<String, String> given = new HashMap<>(engine.freshSettings(folder));
        given.put("mail.host", "mail.example.org");
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        accounts = new Accounts(database, hasher, ids, clock, false);
        ServerSecrets secrets = new ServerSecrets(database, new KeyWrapping(Optional.empty(), random), random);
        mail = new AccountMailModule(
                settings.mail(), Optional.of(this::send), database, accounts, secrets, EventLog.none(), ids, clock, random);
        mail.start();
        notices = mail.notices();
    }

    @AfterEach
    void close() {
        mail.close();
        database.close();
        hasher.close();
    }

    private void send(MailMessage message) {
        onSend.run();
        sent.add(message);
    }

    private Account person() {
        Account account = accounts.prepare(
                new EmailAddress(People.freshEmail()),
                new Password("a passphrase of some words"),
                Optional.of("Ann"),
                Role.USER,
                HashOwner.server());
        database.write(handle -> accounts.insert(handle, account));
        return account;
    }

    private List<MailMessage> awaitTo(Account person, int count) {
        Eventually.within(DEADLINE, count + " notices", () -> to(person).size() >= count);
        return to(person);
    }

    private void awaitSent(long count) {
        Eventually.within(DEADLINE, count + " mails done with", () -> mail.outbox().metrics().sent() >= count);
    }

    private List<MailMessage> to(Account person) {
        return sent.stream().filter(message -> message.to().contains(person.email().text())).toList();
    }

    /// Once somebody else's notice, asked for later, was sent, no other is on its way.
    private void passThrough() {
        Account other = person();
        notices.tell(other.id(), Notice.GUESSING, FROM);
        awaitTo(other, 1);
    }

    @Test
    void ownerIsToldWhatHappenedWhenFromWhereAndWhatToDo() {
        Account person = person();

        notices.tell(person.id(), Notice.TOKEN_REUSED, FROM);

        MailMessage message = awaitTo(person, 1).getFirst();
        assertThat(message.subject()).isEqualTo("A session of your account was ended");
        assertThat(message.text())
                .contains("used twice", "When: 1 January 2026, 12:00:00 UTC", "From: address 203.0.113.7", "Log in again");
    }

    @Test
    void whatAnAttackerMayHaveChosenIsNotTold() {
        Account person = person();

        notices.tell(person.id(), Notice.NEW_DEVICES, Map.of("device", "visit https://evil.example"));

        assertThat(awaitTo(person, 1).getFirst().text()).doesNotContain("evil").doesNotContain("Ann");
    }

    @Test
    void manyOfOneKindBecomeOneMailWhenTheHourIsOver() {
        Account person = person();
        for (int i = 1; i <= 3; i++) {
            notices.tell(person.id(), Notice.GUESSING, FROM);
            awaitTo(person, i);
            awaitSent(i);
        }
        for (int i = 0; i < 50; i++) {
            notices.tell(person.id(), Notice.GUESSING, FROM);
        }
        notices.tell(person.id(), Notice.PASSWORD_CHANGED, FROM);
        awaitTo(person, 4);
        passThrough();
        assertThat(to(person)).as("another kind is told at once").hasSize(4);

        clock.advance(Duration.ofHours(1));

        assertThat(awaitTo(person, 5).getLast().text()).contains("How often: 50 times");
    }

    /// Asks for another mail while one is on its way, as often as that.
    private void happensAgainWhileSent(Account person, int times) {
        AtomicInteger left = new AtomicInteger(times);
        onSend = () -> {
            if (left.getAndDecrement() > 0) {
                notices.tell(person.id(), Notice.NEW_DEVICES, Map.of(PersonNotices.ADDRESS, "203.0.113.8"));
            }
        };
    }

    @Test
    void whatHappensWhileAMailIsOnItsWayIsToldByAnotherAtOnce() {
        Account person = person();
        happensAgainWhileSent(person, 1);
        notices.tell(person.id(), Notice.NEW_DEVICES, FROM);

        assertThat(awaitTo(person, 2).getLast().text()).contains("203.0.113.8").doesNotContain("203.0.113.7");
        awaitSent(2);
        passThrough();
        assertThat(to(person)).hasSize(2);
    }

    @Test
    void whatHappensWhileTheLastMailOfTheHourIsOnItsWayWaits() {
        Account person = person();
        happensAgainWhileSent(person, 3);
        notices.tell(person.id(), Notice.NEW_DEVICES, FROM);
        awaitTo(person, 3);
        awaitSent(3);
        passThrough();
        assertThat(to(person)).hasSize(3);

        clock.advance(Duration.ofHours(1));

        awaitTo(person, 4);
        awaitSent(5);
        passThrough();
        assertThat(to(person)).hasSize(4);
    }

    private String one(String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    @Test
    void whatWaitsIsGivenUpAfterADayWithoutAMailServerToo() {
        mail.close();
        notices.tell(person().id(), Notice.GUESSING, FROM);
        ServerSecrets secrets = new ServerSecrets(database, new KeyWrapping(Optional.empty(), random), random);
        try (AccountMailModule off = new AccountMailModule(
                Optional.empty(), Optional.empty(), database, accounts, secrets, EventLog.none(), ids, clock, random)) {
            clock.advance(Duration.ofHours(24));
            off.cleanUp();
            assertThat(one("SELECT COUNT(*) FROM mail_outbox WHERE finished_at IS NULL")).isEqualTo("1");

            clock.advance(Duration.ofMillis(1));
            off.cleanUp();

            assertThat(one("SELECT outcome FROM mail_outbox")).isEqualTo("failed");
            assertThat(one("SELECT LENGTH(sealed) FROM mail_outbox")).isEqualTo("0");
            assertThat(off.outbox().metrics().failed()).isEqualTo(1);
        }
    }

    @Test
    void mailThatSaidNothingIsForgottenAfterTwoHours() {
        notices.tell(ids.next(), Notice.GUESSING, FROM);
        passThrough();
        awaitSent(1);
        clock.advance(Duration.ofHours(2));
        mail.cleanUp();
        assertThat(one("SELECT COUNT(*) FROM mail_outbox WHERE outcome = 'moot'")).isEqualTo("1");

        clock.advance(Duration.ofMillis(1));
        mail.cleanUp();

        assertThat(one("SELECT COUNT(*) FROM mail_outbox WHERE outcome = 'moot'")).isEqualTo("0");
        assertThat(one("SELECT COUNT(*) FROM mail_outbox WHERE outcome = 'sent'")).isEqualTo("1");
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        Account person = person();

        try {
            database.writeOnly(handle -> {
                notices.tell(handle, person.id(), Notice.PASSWORD_CHANGED, FROM);
                throw new IllegalArgumentException("the test's own");
            });
        } catch (IllegalArgumentException expected) {
            // It rolled back.
        }

        passThrough();
        assertThat(to(person)).isEmpty();
    }

    @Test
    void disabledAndUnknownPeopleAreToldNothing() {
        Account person = person();
        database.write(handle -> accounts.disable(handle, person.id()));

        notices.tell(person.id(), Notice.GUESSING, FROM);
        notices.tell(ids.next(), Notice.GUESSING, FROM);
        passThrough();

        assertThat(sent).hasSize(1);
        assertThat(mail.outbox().metrics().failed()).isZero();
    }

    @Test
    void everyNoticeCanBeWritten() {
        Account person = person();

        for (Notice notice : Notice.values()) {
            notices.tell(person.id(), notice, Map.of());
        }

        assertThat(awaitTo(person, Notice.values().length)).extracting(MailMessage::subject).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsToldOfWhatIsOnlyWatched() {
        Account person = person();
        SecurityEvent lock = SecurityEvent.of(EventType.AUTHN_LOGIN_LOCK, clock.instant()).ofPerson(person.id());
        SecurityEvent travel = SecurityEvent.of(EventType.AUTHN_IMPOSSIBLE_TRAVEL, clock.instant()).ofPerson(person.id());

        stored(new EventNotices(notices, false), lock.with(SecurityEvent.MONITORED, "true"));
        stored(new EventNotices(notices, false), travel.with(SecurityEvent.MONITORED, "true"));
        stored(new EventNotices(notices, true), lock);
        passThrough();

        assertThat(to(person)).isEmpty();
        stored(new EventNotices(notices, false), lock);
        assertThat(awaitTo(person, 1)).singleElement()
                .satisfies(mail -> assertThat(mail.subject()).isEqualTo(Notice.GUESSING.subject()));
    }

    private void stored(EventNotices told, SecurityEvent event) {
        database.writeOnly(handle ->
                told.stored(handle, List.of(new Repeated("event", event, event.timestamp(), 1))));
    }
}
