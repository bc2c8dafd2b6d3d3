package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Together;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class AlertRecorderTest {
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

    private List<String> subjects() {
        return server.mails.stream().map(MailMessage::subject).toList();
    }

    private void sendAfter(Duration wait) {
        node.clock.advance(wait);
        node.sendDue();
    }

    @Nested
    class Incident {

        @Test
        void millionFailuresOfOneAccountAreOneMessage() {
            for (int batch = 0; batch < 10; batch++) {
                node.store(List.of(
                        new Repeated("f", node.event(EventType.AUTHN_LOGIN_FAIL, "ann", "203.0.113.7"), node.clock.instant(), 99_000),
                        new Repeated("m", node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "ann", "203.0.113.7"), node.clock.instant(), 1_000)));
                sendAfter(Duration.ofSeconds(10));
            }

            assertThat(subjects()).containsExactly("[Tollgate] high: password guessing from 203.0.113.7");
            assertThat(node.stored()).singleElement().satisfies(alert -> {
                assertThat(alert.count()).isEqualTo(10_000);
                assertThat(Duration.between(alert.firstAt(), alert.lastAt())).hasSeconds(90);
            });
        }

        @Test
        void goesOnWhileItsEventsAreWithinAnHour() {
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.clock.advance(Duration.ofHours(1));
            node.store(node.event(EventType.AUTHN_IMPOSSIBLE_TRAVEL, "ann", "198.51.100.1"));
            assertThat(node.stored()).singleElement().extracting(Alert::count).isEqualTo(2L);

            node.clock.advance(Duration.ofHours(1).plusMillis(1));
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));

            assertThat(node.stored()).hasSize(2);
        }

        @Test
        void saysThatTheSessionEndedOnlyWhenOneDid() {
            node.store(node.event(EventType.AUTHN_IMPOSSIBLE_TRAVEL, "ann", "203.0.113.7").with("within", "login"));
            node.store(node.event(EventType.AUTHN_IMPOSSIBLE_TRAVEL, "ben", "203.0.113.7").with("within", "session"));

            assertThat(node.stored()).filteredOn(alert -> alert.outcome().isPresent())
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.userId()).contains("ben"));
        }

        @Test
        void namesARefusalByItsWholeRequestId() {
            String sealed = "d-" + "Zk3_x-9".repeat(30);

            node.store(node.fromAddress(EventType.EXCESS_RATE_LIMIT_EXCEEDED, "203.0.113.7").withRequestId(sealed));

            assertThat(node.stored()).singleElement().satisfies(alert -> assertThat(alert.requestId()).contains(sealed));
        }

        @Test
        void ofAnotherPersonIsAnother() {
            node.store(
                    node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"),
                    node.event(EventType.AUTHN_TOKEN_REUSE, "ben", "203.0.113.7"));

            assertThat(node.stored()).hasSize(2);
        }

        @Test
        void filledBudgetAndTheBanThatFollowsAreOne() {
            node.store(node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "ann", "203.0.113.7"));
            node.clock.advance(Duration.ofSeconds(1));
            node.store(node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113.7").with("until", "2026-01-01T13:00:00Z"));
            sendAfter(Duration.ofSeconds(5));

            assertThat(server.mails).singleElement().extracting(MailMessage::text).asString()
                    .contains("the address is banned until 2026-01-01T13:00:00Z");
        }

        @Test
        void banAndBudgetInOneBatchAreOneToo() {
            node.store(
                    node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113.7"),
                    node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "ann", "203.0.113.7"));

            assertThat(node.stored()).singleElement().extracting(Alert::kind).isEqualTo(AlertKind.BRUTE_FORCE);
        }

        @Test
        void bansOfAllAddressesThatGuessedAtOneAccountJoinIt() {
            node.store(IntStream.range(0, 5)
                    .mapToObj(i -> node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "ann", "203.0.113." + i))
                    .map(event -> new Repeated("e", event, event.timestamp(), 1))
                    .toList());
            node.store(IntStream.range(0, 5)
                    .mapToObj(i -> node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113." + i))
                    .map(event -> new Repeated("e", event, event.timestamp(), 1))
                    .toList());

            assertThat(node.stored()).singleElement().extracting(Alert::count).isEqualTo(10L);
        }

        @Test
        void seenByTwoNodesAtOnceIsOne() {
            AlertNode other = node.another(AlertNode.MAIL, Optional.of(server));

            Together.run(20, i -> {
                (i % 2 == 0 ? node : other).store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
                return i;
            });
            node.sendDue();
            other.sendDue();
            other.close();

            assertThat(server.mails).hasSize(1);
            assertThat(node.stored()).singleElement().extracting(Alert::count).isEqualTo(20L);
        }

        @Test
        void thatIsRolledBackIsNone() {
            try {
                node.database.writeOnly(handle -> {
                    node.alerts.subscriber().stored(handle, List.of(new Repeated(
                            "e", node.event(EventType.AUTHN_TOKEN_REUSE), node.clock.instant(), 1)));
                    throw new IllegalStateException("the batch fails");
                });
            } catch (IllegalStateException e) {
                // Tried again by the log.
            }

            assertThat(node.stored()).isEmpty();
        }

        @Test
        void rowsAreBoundedByTheHour() {
            for (int batch = 0; batch < 3; batch++) {
                int from = batch * 400;
                node.store(IntStream.range(from, from + 400)
                        .mapToObj(i -> node.fromAddress(EventType.EXCESS_RATE_LIMIT_EXCEEDED, "10.0." + i / 250 + "." + i % 250))
                        .map(event -> new Repeated("e", event, event.timestamp(), 1))
                        .toList());
            }

            assertThat(node.stored()).hasSize(AlertRecorder.MAX_INCIDENTS + 1);
            assertThat(node.stored().stream().mapToLong(Alert::count).sum()).isEqualTo(1_200);
        }
    }

    @Nested
    class Budget {

        private void incidents(EventType type, int from, int to) {
            node.store(IntStream.range(from, to)
                    .mapToObj(i -> node.event(type, "user" + i, "203.0.113.7"))
                    .map(event -> new Repeated("e", event, event.timestamp(), 1))
                    .toList());
        }

        @Test
        void isTenOfAKindAndTheRestIsCountedInTheNext() {
            for (int i = 0; i < 100; i++) {
                incidents(EventType.AUTHN_TOKEN_REUSE, i, i + 1);
                sendAfter(Duration.ofSeconds(30));
            }
            assertThat(server.mails).hasSize(10);

            node.clock.advance(Duration.ofHours(1));
            incidents(EventType.AUTHN_TOKEN_REUSE, 100, 101);
            node.sendDue();

            assertThat(server.mails).hasSize(11);
            assertThat(server.mails.getLast().text()).contains("90 more alerts of this kind were held back");
            assertThat(node.alerts.figures().suppressed()).containsEntry("session_theft", 90L);
        }

        @Test
        void isFiftyInAllOfWhichATenthIsKeptForWhatIsCritical() {
            incidents(EventType.AUTHN_TOKEN_REUSE, 0, 20);
            incidents(EventType.AUTHN_RAPID_REFRESH, 0, 20);
            for (int i = 0; i < 20; i++) {
                node.store(
                        node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113." + i),
                        node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "u" + i, "198.51.100." + i),
                        node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113." + i));
                sendAfter(Duration.ofMinutes(2));
            }
            assertThat(server.mails).hasSize(45);

            incidents(EventType.AUTHN_ACCOUNT_TAKEOVER, 0, 20);
            node.sendDue();

            assertThat(server.mails).hasSize(50);
        }

        @Test
        void tellsOfWhatItHeldBackEvenWhenNothingFollows() {
            incidents(EventType.AUTHN_TOKEN_REUSE, 0, 12);
            node.sendDue();
            node.alerts.cleanUp();
            sendAfter(Duration.ofMinutes(59));
            assertThat(server.mails).hasSize(10);

            node.clock.advance(Duration.ofMinutes(1));
            node.alerts.cleanUp();
            node.alerts.cleanUp();
            node.sendDue();

            assertThat(subjects()).hasSize(11).last().isEqualTo("[Tollgate] high: stolen session, 2 alerts held back");
        }

        @Test
        void thatIsFreeAgainTellsOfAnIncidentThatGoesOn() {
            incidents(EventType.AUTHN_TOKEN_REUSE, 0, 11);
            node.sendDue();
            assertThat(held()).singleElement().satisfies(alert -> assertThat(alert.userId()).contains("user10"));

            node.clock.advance(Duration.ofMinutes(30));
            incidents(EventType.AUTHN_TOKEN_REUSE, 10, 11);
            node.sendDue();
            assertThat(held()).as("no room yet").hasSize(1);
            node.clock.advance(Duration.ofMinutes(30));
            incidents(EventType.AUTHN_TOKEN_REUSE, 10, 11);
            node.sendDue();

            assertThat(held()).isEmpty();
            assertThat(server.mails).hasSize(11);
            assertThat(server.mails.getLast().text())
                    .contains("Account:  user10", "Count:    3")
                    .as("it is the only one that was")
                    .doesNotContain("held back");
            assertThat(node.alerts.figures().suppressed()).as("counted once").containsEntry("session_theft", 1L);
        }

        @Test
        void thatIsFreeAgainTellsOfThoseThatGoOnInTheOrderTheyBegan() {
            for (int i = 0; i < 30; i++) {
                incidents(EventType.AUTHN_TOKEN_REUSE, i, i + 1);
                node.clock.advance(Duration.ofMillis(1));
            }
            node.clock.advance(Duration.ofMinutes(59));
            incidents(EventType.AUTHN_TOKEN_REUSE, 10, 30);
            node.clock.advance(Duration.ofMinutes(1));
            incidents(EventType.AUTHN_TOKEN_REUSE, 10, 30);

            assertThat(held()).extracting(alert -> alert.userId().orElseThrow())
                    .as("newest first")
                    .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "user" + (29 - i)).toList());
            assertThat(node.stored()).filteredOn(alert -> alert.messageId().isPresent()).hasSize(20);
        }

        private List<Alert> held() {
            return node.stored().stream().filter(alert -> alert.state() == Alert.State.SUPPRESSED).toList();
        }

        @ParameterizedTest
        @CsvSource({"1, 1, 1", "2, 1, 2", "9, 8, 9", "10, 9, 10"})
        void ofFewInAllKeepsOneForWhatIsCritical(int total, int others, int all) {
            Map<String, String> settings = new HashMap<>(AlertNode.MAIL);
            settings.put("alerts.total", total + "/1h");
            settings.put("alerts.per-kind", "20/1h");
            try (AlertNode small = node.another(settings, Optional.of(server))) {
                for (int i = 0; i < 20; i++) {
                    small.store(small.event(EventType.AUTHN_TOKEN_REUSE, "user" + i, "203.0.113.7"));
                }
                small.sendDue();
                assertThat(server.mails).hasSize(others);

                small.store(small.event(EventType.AUTHN_ACCOUNT_TAKEOVER, "victim", "203.0.113.7"));
                small.sendDue();
                assertThat(server.mails).hasSize(all);
            }
        }

        @Test
        void isSharedByAllNodes() {
            AlertNode other = node.another(AlertNode.MAIL, Optional.of(server));

            Together.run(40, i -> {
                AlertNode one = i % 2 == 0 ? node : other;
                one.store(node.event(EventType.AUTHN_TOKEN_REUSE, "user" + i, "203.0.113.7"));
                return i;
            });
            Stream.of(node, other).parallel().forEach(AlertNode::sendDue);
            other.close();

            assertThat(server.mails).hasSize(10);
            assertThat(node.stored()).hasSize(40);
        }
    }

    @Nested
    class Batch {

        @Test
        void waitsForOthersOfItsKind() {
            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.1"));
            sendAfter(Duration.ofMinutes(4));
            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.2"));
            node.sendDue();
            assertThat(server.mails).isEmpty();

            sendAfter(Duration.ofMinutes(1));

            assertThat(subjects()).containsExactly("[Tollgate] medium: requests of a bot, 2 incidents");
            assertThat(server.mails.getFirst().text()).contains("203.0.113.1", "203.0.113.2");
        }

        @Test
        void isDueAsItsKindSays() {
            node.store(node.event(EventType.AUTHN_NEW_DEVICES, "ann", "203.0.113.7"), node.event(EventType.SYS_STORE_OUTAGE));
            sendAfter(Duration.ofMinutes(15));
            assertThat(subjects()).containsExactly("[Tollgate] medium: sys store outage");

            sendAfter(Duration.ofMinutes(45));

            assertThat(subjects()).last().asString().startsWith("[Tollgate] low: several new devices");
        }

        @Test
        void thatANodeWhoseClockIsAheadTriedToSendTakesNoMore() {
            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.1"));
            Instant theirs = node.clock.instant().plus(Duration.ofMinutes(6));
            Deliveries.Lease lease =
                    node.database.read(handle -> Deliveries.next(handle, "mail", theirs)).orElseThrow();
            assertThat(node.database.<Boolean>write(handle -> Deliveries.take(handle, lease, theirs))).isTrue();

            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.2"));

            assertThat(node.stored()).extracting(Alert::messageId).doesNotHaveDuplicates().hasSize(2);
        }

        @Test
        void namesOnlyTheFirstAndCountsTheRest() {
            node.store(IntStream.range(0, 60)
                    .mapToObj(i -> node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113." + i))
                    .map(event -> new Repeated("e", event, event.timestamp(), 1))
                    .toList());
            sendAfter(Duration.ofMinutes(5));

            assertThat(subjects()).containsExactly("[Tollgate] medium: requests of a bot, 60 incidents");
            assertThat(server.mails.getFirst().text()).contains("... and 40 more.");
        }
    }

    @Nested
    class Performance {

        private void report(double value, boolean active) {
            Optional<Instant> overSince = active ? Optional.of(node.clock.instant()) : Optional.empty();
            node.alerts.performance("p99 latency in ms", value, 1_000, overSince);
            node.sendDue();
        }

        @Test
        void isRaisedOnceAndCleared() {
            report(1_250, true);
            node.clock.advance(Duration.ofMinutes(5));
            report(1_500, true);
            node.clock.advance(Duration.ofMinutes(5));
            report(300, false);
            report(300, false);

            assertThat(subjects()).containsExactly(
                    "[Tollgate] high: performance: p99 latency in ms",
                    "[Tollgate] high: all clear: p99 latency in ms is 300.0, the limit is 1000; it was over for 10 min");
            assertThat(node.stored()).singleElement().satisfies(alert -> {
                assertThat(alert.isActive(node.clock.instant())).isFalse();
                assertThat(alert.outcome()).hasValueSatisfying(text -> assertThat(text).startsWith("all clear"));
            });
        }

        @Test
        void overTheBudgetIsToldOnceThereIsRoom() {
            for (int i = 0; i < 10; i++) {
                node.alerts.performance("figure " + i, 2, 1, Optional.of(node.clock.instant()));
            }
            report(1_250, true);
            assertThat(subjects()).hasSize(10).noneMatch(subject -> subject.contains("p99"));
            node.clock.advance(Duration.ofMinutes(9));
            report(1_250, true);
            assertThat(subjects()).hasSize(10);

            for (int i = 0; i < 6; i++) {
                node.clock.advance(Duration.ofMinutes(9));
                report(1_250, true);
            }

            assertThat(subjects()).hasSize(11).last().isEqualTo("[Tollgate] high: performance: p99 latency in ms");
        }

        @Test
        void inOrderMakesNothing() {
            report(300, false);

            assertThat(node.stored()).isEmpty();
        }

        @Test
        void ofANodeThatIsLostIsEndedAndTheEndTold() {
            report(1_250, true);
            node.clock.advance(Duration.ofMinutes(2));

            node.alerts.performanceUnknown("p99 latency in ms", "the node was last seen at 12:01");
            node.alerts.performanceUnknown("p99 latency in ms", "the node was last seen at 12:01");
            node.sendDue();

            assertThat(subjects()).hasSize(2).last().isEqualTo(
                    "[Tollgate] high: all clear: p99 latency in ms: the node was last seen at 12:01; it was over for 2 min");
            assertThat(node.stored()).noneMatch(alert -> alert.isActive(node.clock.instant()));
        }

        @Test
        void endsByItselfWhenNobodyReportsIt() {
            report(1_250, true);
            node.clock.advance(PerformanceAlerts.ENDS_UNHEARD);

            assertThat(node.stored()).noneMatch(alert -> alert.isActive(node.clock.instant()));
        }
    }

    @Nested
    class Recovered {

        private SecurityEvent ofNode(EventType type, String id) {
            return node.event(type).with("node", id);
        }

        @Test
        void nodeThatIsLostAgainIsToldAgain() {
            node.store(ofNode(EventType.SYS_NODE_LOST, "a"));
            node.clock.advance(Duration.ofMinutes(5));
            node.store(ofNode(EventType.SYS_NODE_RECOVERED, "a"));
            assertThat(node.stored()).singleElement().satisfies(alert -> {
                assertThat(alert.isActive(node.clock.instant())).isFalse();
                assertThat(alert.outcome()).contains("the node is back");
            });
            node.clock.advance(Duration.ofMinutes(5));
            node.store(ofNode(EventType.SYS_NODE_LOST, "a"));
            node.sendDue();

            assertThat(subjects()).hasSize(2);
            assertThat(node.stored()).hasSize(2).filteredOn(alert -> alert.isActive(node.clock.instant())).hasSize(1);
        }

        @Test
        void nodeSaysNothingOfAnother() {
            node.store(ofNode(EventType.SYS_NODE_LOST, "a"));
            node.clock.advance(Duration.ofMinutes(5));

            node.store(ofNode(EventType.SYS_NODE_RECOVERED, "b"));

            assertThat(node.stored()).singleElement().satisfies(alert -> {
                assertThat(alert.isActive(node.clock.instant())).isTrue();
                assertThat(alert.outcome()).isEmpty();
            });
        }

        @Test
        void storeThatIsAwayAgainIsToldAgain() {
            node.store(node.event(EventType.SYS_STORE_OUTAGE));
            node.clock.advance(Duration.ofSeconds(20));
            node.store(node.event(EventType.SYS_STORE_RECOVERED));
            node.clock.advance(Duration.ofSeconds(20));
            node.store(node.event(EventType.SYS_STORE_OUTAGE));

            assertThat(node.stored()).hasSize(2).extracting(alert -> alert.outcome().orElse("none"))
                    .containsExactly("none", "the store decides again");
        }

        @Test
        void withinOneBatchEndsWhatCameBefore() {
            Instant first = node.clock.instant();
            SecurityEvent outage = node.event(EventType.SYS_STORE_OUTAGE);
            node.clock.advance(Duration.ofSeconds(20));
            SecurityEvent recovered = node.event(EventType.SYS_STORE_RECOVERED);

            node.store(outage, recovered);
            assertThat(node.stored()).singleElement().satisfies(alert -> assertThat(alert.outcome()).isPresent());

            node.clock.advance(Duration.ofSeconds(20));
            SecurityEvent again = node.event(EventType.SYS_STORE_OUTAGE);
            node.clock.advance(Duration.ofSeconds(20));
            SecurityEvent recoveredAgain = node.event(EventType.SYS_STORE_RECOVERED);
            node.store(List.of(
                    new Repeated("r", recoveredAgain, recoveredAgain.timestamp(), 1),
                    new Repeated("o", again, node.clock.instant().plusSeconds(5), 2)));

            assertThat(node.stored()).hasSize(2).first().satisfies(alert -> {
                assertThat(alert.firstAt()).isAfter(first);
                assertThat(alert.outcome()).as("its last event is later than the recovery").isEmpty();
            });
        }
    }

    @Nested
    class ClockSetBack {

        @Test
        void freesTheBudget() {
            for (int i = 0; i < 11; i++) {
                node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "user" + i, "203.0.113.7"));
            }
            node.sendDue();
            assertThat(server.mails).hasSize(10);

            node.clock.advance(Duration.ofDays(-1));
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.sendDue();

            assertThat(server.mails).hasSize(11);
        }

        @Test
        void byWhatClocksOfNodesMayDifferFreesNothing() {
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            for (int i = 0; i < 9; i++) {
                node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "user" + i, "203.0.113.7"));
            }
            node.sendDue();
            node.clock.advance(Duration.ofSeconds(-30));

            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ben", "203.0.113.7"));
            node.sendDue();

            assertThat(node.stored()).hasSize(11);
            assertThat(server.mails).hasSize(10);
        }

        @Test
        void endsIncidents() {
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.sendDue();
            node.clock.advance(Duration.ofDays(-1));

            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
            node.sendDue();

            assertThat(server.mails).hasSize(2);
        }

        @Test
        void takesNoRoomFromIncidents() {
            node.store(IntStream.range(0, AlertRecorder.MAX_INCIDENTS)
                    .mapToObj(i -> node.fromAddress(EventType.EXCESS_RATE_LIMIT_EXCEEDED, "10.0." + i / 250 + "." + i % 250))
                    .map(event -> new Repeated("e", event, event.timestamp(), 1))
                    .toList());
            node.clock.advance(Duration.ofDays(-1));

            node.store(node.fromAddress(EventType.EXCESS_RATE_LIMIT_EXCEEDED, "203.0.113.7"));

            assertThat(node.stored()).anySatisfy(alert -> assertThat(alert.address()).contains("203.0.113.7"));
        }

        @Test
        void leavesNobodyInABatchThatIsNotDueForLong() {
            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.1"));
            node.clock.advance(Duration.ofDays(-1));

            node.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.2"));
            sendAfter(Duration.ofMinutes(5));

            assertThat(server.mails).singleElement().satisfies(mail ->
                    assertThat(mail.text()).contains("203.0.113.2").doesNotContain("203.0.113.1"));
        }
    }

    @Nested
    class MonitorOnly {
        private AlertNode watching;

        @BeforeEach
        void open() {
            Map<String, String> settings = new HashMap<>(AlertNode.MAIL);
            settings.put("guard.monitor-only", "true");
            watching = node.another(settings, Optional.of(server));
        }

        @AfterEach
        void close() {
            watching.close();
        }

        private Optional<String> outcome(SecurityEvent event) {
            watching.store(event);
            return watching.stored().getFirst().outcome();
        }

        @Test
        void endsSessionsAllTheSame() {
            assertThat(outcome(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7")))
                    .contains("the session ended; its holder must log in again");
        }

        @Test
        void bansNobody() {
            assertThat(outcome(node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113.7").with("until", "2026-01-01T13:00:00Z")))
                    .contains("nothing: the guard only watches, so the ban until 2026-01-01T13:00:00Z does not hold");
        }

        @Test
        void bansNobodyAfterGuessesEither() {
            watching.store(node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "ann", "203.0.113.7"));
            node.clock.advance(Duration.ofSeconds(1));

            assertThat(outcome(node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113.7")))
                    .contains("nothing: the guard only watches, so the ban does not hold");
        }

        @Test
        void refusesNoGuess() {
            assertThat(outcome(node.event(EventType.AUTHN_LOGIN_LOCK, "ann", "203.0.113.7")))
                    .contains("nothing: the guard only watches");
        }

        @Test
        void saysNothingOfWhatTheGuardHasNoPartIn() {
            assertThat(outcome(node.event(EventType.SYS_NODE_LOST).with("node", "a"))).isEmpty();
        }
    }

    @Nested
    class Layer {

        @Test
        void offMakesNothing() {
            try (AlertNode off = node.another(Map.of("guard.layers", "events,limits"), Optional.of(server))) {
                off.store(node.event(EventType.AUTHN_ACCOUNT_TAKEOVER, "ann", "203.0.113.7"));
                off.alerts.performance("p99", 2, 1, Optional.of(node.clock.instant()));

                assertThat(off.stored()).isEmpty();
                assertThat(off.alerts.workers()).isEmpty();
            }
        }

        @Test
        void belowTheLeastPriorityIsListedAndNotSent() {
            Map<String, String> settings = new HashMap<>(AlertNode.MAIL);
            settings.put("alerts.min-priority", "high");
            try (AlertNode strict = node.another(settings, Optional.of(server))) {
                strict.store(node.fromAddress(EventType.MALICIOUS_BOT, "203.0.113.1"));
                node.clock.advance(Duration.ofHours(1));
                strict.sendDue();

                assertThat(server.mails).isEmpty();
                assertThat(strict.stored()).singleElement().extracting(Alert::state).isEqualTo(Alert.State.QUIET);
            }
        }
    }
}
