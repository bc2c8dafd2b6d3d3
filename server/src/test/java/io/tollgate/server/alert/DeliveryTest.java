package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.alert.Deliveries.State;
import io.tollgate.server.event.EventType;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DeliveryTest {
    @Parameter
    private TestDatabase engine;

    private final Outgoing server = new Outgoing();
    private AlertNode node;

    @BeforeEach
    void open() {
        node = AlertNode.on(engine, AlertNode.MAIL, Optional.of(server));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void alert(String user) {
        node.store(node.event(EventType.AUTHN_TOKEN_REUSE, user, "203.0.113.7"));
    }

    private void sendAfter(Duration wait) {
        node.clock.advance(wait);
        node.sendDue();
    }

    @Test
    void kindThatOnlyALaterVersionKnowsIsSentAndShownAsAnother() {
        alert("ann");
        node.database.writeOnly(handle -> {
            handle.execute("UPDATE alerts SET kind = 'later'");
            handle.execute("UPDATE alert_messages SET kind = 'later'");
            handle.execute("INSERT INTO alert_suppressions (kind, since, ever) VALUES ('later', 3, 3)");
        });
        node.alerts.cleanUp();
        alert("bob");

        node.sendDue();

        assertThat(server.mails).hasSize(2);
        assertThat(node.stored()).extracting(Alert::kind).containsExactlyInAnyOrder(AlertKind.OTHER, AlertKind.SESSION_THEFT);
        assertThat(node.alerts.figures().suppressed()).isEmpty();
        assertThat(node.database.<Integer>read(handle -> handle.createQuery("SELECT since FROM alert_suppressions")
                        .mapTo(Integer.class)
                        .one()))
                .as("left to the version that knows what it is")
                .isEqualTo(3);
    }

    @Test
    void serverThatIsAwayIsTriedWithGrowingPausesUntilItIsBack() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        node.sendDue();
        node.sendDue();
        assertThat(server.attempts).hasValue(1);

        for (int pause : new int[] {1, 2, 4, 8, 16}) {
            sendAfter(Duration.ofSeconds(pause).minusMillis(1));
            int before = server.attempts.get();
            sendAfter(Duration.ofMillis(1));
            assertThat(server.attempts).hasValue(before + 1);
        }
        server.mood = Outgoing.Mood.TAKES;
        sendAfter(Duration.ofSeconds(32));

        assertThat(server.mails).hasSize(1);
        assertThat(node.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(State.DELIVERED);
            assertThat(delivery.attempts()).isEqualTo(7);
        });
    }

    @Test
    void pauseIsOfTheChannelNotOfTheMessage() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        node.sendDue();
        alert("ben");
        node.sendDue();

        assertThat(server.attempts).hasValue(1);
    }

    @Test
    void pauseNeverGrowsBeyondFiveMinutes() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        for (int i = 0; i < 20; i++) {
            sendAfter(Duration.ofMinutes(5));
        }

        assertThat(server.attempts).hasValue(20);
    }

    @Test
    void pauseFromBeforeAClockWasSetBackHoldsUpNothing() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        node.sendDue();
        node.clock.advance(Duration.ofDays(-1));
        server.mood = Outgoing.Mood.TAKES;

        alert("ben");
        node.sendDue();

        assertThat(server.mails).hasSize(1);
        node.alerts.cleanUp();
        node.sendDue();
        assertThat(server.mails).as("what was put off, too").hasSize(2);
    }

    @Test
    void leaseFromBeforeAClockWasSetBackEndsWithTheCleanUp() {
        alert("ann");
        Deliveries.Lease lease = node.database
                .read(handle -> Deliveries.next(handle, "mail", node.clock.instant()))
                .orElseThrow();
        assertThat(node.database.<Boolean>write(handle -> Deliveries.take(handle, lease, node.clock.instant()))).isTrue();
        node.clock.advance(Duration.ofDays(-1));

        node.alerts.cleanUp();
        node.sendDue();

        assertThat(server.mails).hasSize(1);
    }

    @Test
    void cleanUpLeavesPausesAndLeasesOfThisTimeAlone() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        node.sendDue();
        server.mood = Outgoing.Mood.TAKES;

        node.alerts.cleanUp();
        node.sendDue();

        assertThat(server.mails).isEmpty();
    }

    @Test
    void refusedMessageDoesNotHoldUpTheNext() {
        server.mood = Outgoing.Mood.REFUSES;
        alert("ann");
        node.sendDue();
        server.mood = Outgoing.Mood.TAKES;
        alert("ben");
        node.sendDue();

        assertThat(node.deliveries()).extracting(Deliveries.Delivery::state)
                .containsExactlyInAnyOrder(State.REFUSED, State.DELIVERED);
        assertThat(node.alerts.figures().failed()).containsEntry("mail", 1L);
    }

    @Test
    void isGivenUpAfterADay() {
        server.mood = Outgoing.Mood.AWAY;
        alert("ann");
        node.sendDue();
        sendAfter(Deliveries.GIVEN_UP_AFTER.plusSeconds(1));

        assertThat(node.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(State.GIVEN_UP);
            assertThat(delivery.failedAt()).isPresent();
        });
        assertThat(node.alerts.figures().failed()).containsEntry("mail", 1L);
        assertThat(node.alerts.figures().waiting()).isEmpty();
    }

    @Test
    void givenUpByTheCleanUpCountsAsFailedToo() {
        alert("ann");
        alert("ben");
        node.clock.advance(Deliveries.GIVEN_UP_AFTER.plusSeconds(1));

        node.alerts.cleanUp();
        node.sendDue();

        assertThat(node.alerts.figures().failed()).containsEntry("mail", 2L);
    }

    @Test
    void ofAChannelThatIsNoLongerThereIsGivenUpToo() {
        alert("ann");
        node.clock.advance(Deliveries.GIVEN_UP_AFTER.plusSeconds(1));

        node.alerts.cleanUp();

        assertThat(node.deliveries()).singleElement().extracting(Deliveries.Delivery::state).isEqualTo(State.GIVEN_UP);
    }

    @Test
    void isForgottenWithItsMessageAfter90Days() {
        alert("ann");
        node.clock.advance(Duration.ofDays(90));
        node.alerts.cleanUp();
        assertThat(rows("alert_messages")).isOne();
        assertThat(rows("alert_deliveries")).isOne();
        node.clock.advance(Duration.ofMillis(1));
        alert("ben");

        node.alerts.cleanUp();

        assertThat(rows("alert_messages")).isOne();
        assertThat(rows("alert_deliveries")).isOne();
        assertThat(node.deliveries()).hasSize(1);
    }

    private int rows(String table) {
        return node.database.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Integer.class).one());
    }

    @Test
    void nodeThatDiesWhileSendingLeavesItToAnotherOnceItsLeaseIsOver() {
        alert("ann");
        Deliveries.Lease lease = node.database
                .read(handle -> Deliveries.next(handle, "mail", node.clock.instant()))
                .orElseThrow();
        assertThat(node.database.<Boolean>write(handle -> Deliveries.take(handle, lease, node.clock.instant()))).isTrue();
        // Whoever took it is not heard of any more.
        sendAfter(Deliveries.LEASE.minusMillis(1));
        assertThat(server.mails).isEmpty();

        try (AlertNode other = node.another(AlertNode.MAIL, Optional.of(server))) {
            node.clock.advance(Duration.ofMillis(1));
            other.sendDue();
        }

        assertThat(server.mails).hasSize(1);
    }

    @Test
    void leaseIsTakenByOneOnly() {
        alert("ann");
        Deliveries.Lease lease = node.database
                .read(handle -> Deliveries.next(handle, "mail", node.clock.instant()))
                .orElseThrow();

        assertThat(node.database.<Boolean>write(handle -> Deliveries.take(handle, lease, node.clock.instant()))).isTrue();
        assertThat(node.database.<Boolean>write(handle -> Deliveries.take(handle, lease, node.clock.instant()))).isFalse();
    }

    @Test
    void serverThatHangsHoldsUpNothingElse() {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        MailTransport hanging = _ -> {
            asked.countDown();
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (AlertNode slow = node.another(AlertNode.MAIL, Optional.of(hanging))) {
            slow.alerts.start();
            alert("ann");
            Eventually.within(Duration.ofSeconds(10), "the server is asked", () -> asked.getCount() == 0);

            alert("ben");

            assertThat(node.stored()).hasSize(2);
            assertThat(node.deliveries()).allMatch(delivery -> delivery.state() == State.WAITING);
        } finally {
            hangs.countDown();
        }
    }

    @Test
    void errorEndsNothing() {
        AtomicInteger attempts = new AtomicInteger();
        MailTransport failingOnce = message -> {
            if (attempts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("the test's own");
            }
            server.send(message);
        };
        try (AlertNode failing = node.another(AlertNode.MAIL, Optional.of(failingOnce))) {
            failing.alerts.start();
            alert("ann");
            Eventually.within(Duration.ofSeconds(10), "it was tried", () -> attempts.get() == 1);

            node.clock.advance(Deliveries.LEASE);

            Eventually.within(Duration.ofSeconds(10), "the mail is sent", () -> server.mails.size() == 1);
        }
    }

    /// What a mail server with the patience of its client may take: ten seconds for each of some twenty answers.
    @Test
    void leaseOutlastsASlowMailServer() {
        assertThat(Deliveries.LEASE).isGreaterThan(Duration.ofSeconds(200));
    }

    @Test
    void runningModuleSendsByItself() {
        node.alerts.start();

        alert("ann");

        Eventually.within(Duration.ofSeconds(10), "the mail is sent", () -> server.mails.size() == 1);
    }
}
