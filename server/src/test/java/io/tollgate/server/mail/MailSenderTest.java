package io.tollgate.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.SecretBox;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.LogText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailSenderTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final MailMessage MESSAGE = new MailMessage(List.of("ann@example.org"), "subject", "text");

    private final ManualClock clock = new ManualClock();
    private final SecureRandom random = new SecureRandom();
    private final List<MailMessage> sent = new CopyOnWriteArrayList<>();
    private final AtomicBoolean fails = new AtomicBoolean(true);

    @TempDir
    private Path folder;

    private Database database;
    private MailOutbox outbox;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        outbox = new MailOutbox(
                database,
                SecretBox.derivedFrom(new byte[32], "test", random),
                new TimeOrderedIds(clock, random),
                clock,
                true);
        add("person");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void failOnce() {
        if (fails.getAndSet(false)) {
            throw new NoClassDefFoundError("the test's own");
        }
    }

    private MailSender start(MailComposer composer, MailTransport transport, InstantSource time) {
        MailSender sender = new MailSender(outbox, composer, transport, time);
        sender.start();
        return sender;
    }

    private void await(String what, String sql, int value) {
        Eventually.within(DEADLINE, what, () -> database.<Integer>read(
                        handle -> handle.createQuery(sql).mapTo(Integer.class).one())
                == value);
    }

    private void awaitSent(int count) {
        Eventually.within(DEADLINE, count + " mails are sent", () -> sent.size() == count);
    }

    @Test
    void errorInAMailIsTriedAgain() {
        MailComposer failing = _ -> {
            failOnce();
            return Optional.of(MESSAGE);
        };
        try (MailSender _ = start(failing, sent::add, clock)) {
            await("it was tried", "SELECT attempts FROM mail_outbox", 1);

            clock.advance(Duration.ofSeconds(10));

            awaitSent(1);
        }
    }

    @Test
    void errorBetweenMailsStopsNothing() {
        InstantSource failing = () -> {
            failOnce();
            return clock.instant();
        };
        try (MailSender _ = start(_ -> Optional.of(MESSAGE), sent::add, failing)) {
            awaitSent(1);
        }
    }

    @Test
    void mailThatWasSentAndCouldNotBeNotedIsSaidToBeThat() {
        MailTransport transport = message -> {
            sent.add(message);
            if (fails.getAndSet(false)) {
                rename("mail_outbox", "away");
            }
        };
        try (LogText log = LogText.capture();
                MailSender _ = start(_ -> Optional.of(MESSAGE), transport, clock)) {
            Eventually.within(DEADLINE, "it is said", () -> log.text().contains("could not be noted (sent)"));
            assertThat(log.text()).doesNotContain("could not be written");
            rename("away", "mail_outbox");

            clock.advance(MailTransport.LONGER_THAN_A_HAND_OVER);

            awaitSent(2);
            await("it is done with", "SELECT COUNT(*) FROM mail_outbox WHERE outcome = 'sent'", 1);
        }
    }

    @Test
    void clockSetBackEndsTheRestOfTheMailServer() {
        AtomicBoolean away = new AtomicBoolean(true);
        MailTransport transport = message -> {
            if (away.get()) {
                throw new MailException("connection refused", false, new IllegalStateException());
            }
            sent.add(message);
        };
        add("second");
        add("third");
        try (MailSender _ = start(_ -> Optional.of(MESSAGE), transport, clock)) {
            await("all were tried", "SELECT SUM(attempts) FROM mail_outbox", 3);
            away.set(false);

            clock.advance(Duration.ofDays(-1));
            add("fourth");

            awaitSent(1);
        }
    }

    @Test
    void clockSetBackFreesTheRoomOfASubject() {
        for (int i = 1; i < MailOutbox.PER_HOUR; i++) {
            finish();
            add("person");
        }
        finish();

        clock.advance(Duration.ofDays(-1));
        add("person");

        assertThat(outbox.due(10)).hasSize(1);
    }

    @Test
    void mailThatWasPutOffBeforeAClockWasSetBackIsDueWithTheCleanUp() {
        QueuedMail mail = outbox.due(10).getFirst();
        Instant lease = outbox.lease(mail, Duration.ofMinutes(5)).orElseThrow();
        outbox.retry(mail, lease, Duration.ofHours(1));
        outbox.catchUp();
        assertThat(outbox.due(10)).as("no longer than it may wait").isEmpty();

        clock.advance(Duration.ofDays(-1));
        outbox.catchUp();

        assertThat(outbox.due(10)).hasSize(1);
    }

    private void add(String subject) {
        outbox.add(new MailIntent("notice", subject, MailIntent.TooMany.DEFER, Map.of()));
    }

    private void finish() {
        outbox.finish(outbox.due(10).getFirst(), MailOutbox.Outcome.SENT);
    }

    private void rename(String from, String to) {
        database.writeOnly(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }
}
