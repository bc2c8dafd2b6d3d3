package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStoreException.Category;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

/// What the store does when the server or the network fails, and that it recovers without being opened anew.
class RedisFaultsTest {
    private static final Duration DEADLINE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "600/10m"), Subjects.rule(2, "250/1m"));

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer server;
    private RedisProxy proxy;
    private RedisWindowStore store;

    private void start(String... settings) {
        server = own(RedisServer.start(settings));
        proxy = own(new RedisProxy(server.port()));
        store = own(RedisWindowStore.open(settings(proxy.uri())));
        Eventually.within(PATIENCE, "the first decision", this::decides);
    }

    private static RedisSettings settings(String uri) {
        return RedisSettings.of(uri).withDeadline(DEADLINE).withStallDeadlines(4).withCheckInterval(Duration.ofMillis(50))
                .withConnectTimeout(Duration.ofMillis(500));
    }

    private <T extends AutoCloseable> T own(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private boolean decides() {
        return Subjects.isDecidedBy(store, RULES);
    }

    private Category failure() {
        var thrown = new AtomicLong(-1);
        assertThatExceptionOfType(WindowStoreException.class).isThrownBy(() -> store.admit(Subjects.person(), RULES, 1))
                .satisfies(e -> thrown.set(e.category().ordinal()));
        return Category.values()[(int) thrown.get()];
    }

    @Nested
    class Server {
        @BeforeEach
        void startServer() {
            start();
        }

        @Test
        void thatIsKilledAndRestartedEmptyIsUsedAgain() {
            Subject subject = Subjects.person();
            List<WindowRule> one = List.of(Subjects.rule(3, "1/1h"));
            assertThat(store.admit(subject, one, 1)).isSameAs(Admission.admitted());
            server.kill();
            Eventually.within(PATIENCE, "the loss noticed", () -> failure() == Category.UNREACHABLE);
            assertThat(store.metrics().unreachable()).isPositive();
            server.restart();
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
            assertThat(store.admit(subject, one, 1)).isSameAs(Admission.admitted());
            assertThat(store.admit(subject, one, 1)).isInstanceOf(Admission.Refused.class);
        }

        @Test
        void thatIsStoppedKeepsNobodyWaitingBeyondTheDeadlineAndItsConnectionIsClosed() {
            server.freeze();
            long start = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(failure()).isIn(Category.TIMEOUT, Category.UNREACHABLE);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.multipliedBy(5).plusSeconds(1));
            assertThat(store.metrics().stalls()).isPositive();
            assertThat(store.metrics().timeouts()).isPositive();
            server.thaw();
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
        }

        @Test
        void thatBecameAReplicaRefusesToCount() {
            server.command("REPLICAOF", "127.0.0.1", "1");
            Eventually.within(PATIENCE, "the refusal", () -> failure() == Category.BROKEN);
            server.command("REPLICAOF", "NO", "ONE");
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
        }

        @Test
        void thatMissesItsReplicasRefusesToCount() {
            server.command("CONFIG", "SET", "min-replicas-to-write", "1");
            assertThat(failure()).isEqualTo(Category.BROKEN);
            server.command("CONFIG", "SET", "min-replicas-to-write", "0");
            assertThat(decides()).isTrue();
        }

        @Test
        void thatAnswersTooLateIsNotWaitedFor() {
            proxy.delayAnswers(DEADLINE.multipliedBy(2));
            assertThat(failure()).isEqualTo(Category.TIMEOUT);
            proxy.delayAnswers(Duration.ZERO);
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
        }

        @Test
        void thatWasAwayAtTheStartIsFoundLater() {
            server.kill();
            RedisWindowStore early = own(RedisWindowStore.open(settings(server.uri())));
            assertThatExceptionOfType(WindowStoreException.class).isThrownBy(() -> early.admit(Subjects.person(), RULES, 1))
                    .satisfies(e -> assertThat(e.category()).isEqualTo(Category.UNREACHABLE));
            server.restart();
            store = early;
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
        }

        @Test
        void thatNamesNoScriptGetsTheSource() {
            server.command("SCRIPT", "FLUSH");
            assertThat(decides()).isTrue();
        }
    }

    /// A stranger who greets as a server would: a number that is none, or nothing at all, for which nobody may wait for ever.
    @ParameterizedTest
    @ValueSource(strings = {":one", "$-1", "*-1", "_"})
    void whoAnswersNonsenseIsLeftAndVisitedAgain(String nonsense) {
        FakeRedis stranger = own(new FakeRedis("127.0.0.1", Map.of("PING", nonsense, "EVALSHA", nonsense)));
        store = own(RedisWindowStore.open(settings("redis://" + stranger.hostAndPort())));
        Eventually.within(PATIENCE, "many visits", () -> !decides() && stranger.visits() > 5);
        assertThat(store.metrics().unreachable()).isPositive();
    }

    /// Whoever leaves a socket behind each time has none left after some hours.
    @Test
    void whoGreetsInAnotherLanguageIsHungUpOn() {
        FakeRedis stranger = own(new FakeRedis("127.0.0.1", Map.of("HELLO", "+OK")));
        store = own(RedisWindowStore.open(settings("redis://" + stranger.hostAndPort())));
        Eventually.within(PATIENCE, "many visits", () -> !decides() && stranger.visits() > 5);
        Eventually.within(PATIENCE, "at most the latest still there", () -> stranger.present() <= 1);
    }

    /// Nothing replaces the thread that keeps a connection.
    @Test
    void memoryThatIsShortOnceDoesNotEndTheConnectionForGood() {
        server = own(RedisServer.start());
        var connector = new Connector(RedisAddress.parse(server.uri()).access(), DEADLINE);
        var tries = new AtomicInteger();
        SharedConnection connection = own(new SharedConnection(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new OutOfMemoryError("as told");
            }
            return connector.to(new HostAndPort("127.0.0.1", server.port())).patient();
        }, 10));
        Eventually.within(PATIENCE, "a connection", connection::isOpen);
        assertThat(tries).hasValue(3);
    }

    @Nested
    class Memory {
        @Test
        void thatIsUsedUpIsAnErrorAndNoFreshLimit() {
            start("--maxmemory", "4mb", "--maxmemory-policy", "noeviction");
            Subject subject = Subjects.person();
            List<WindowRule> three = List.of(Subjects.rule(3, "3/1h"));
            assertThat(Subjects.admitted(store, subject, three, 2)).isEqualTo(2);
            server.command("SETRANGE", "ballast", "4000000", "x");
            assertThat(failure()).isEqualTo(Category.BROKEN);
            server.command("DEL", "ballast");
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
            assertThat(Subjects.admitted(store, subject, three, 5)).isEqualTo(1);
        }
    }

    @Nested
    class Network {
        @BeforeEach
        void startServer() {
            start();
        }

        @Test
        void thatCutsAConnectionCostsTheRequestsUnderWayAndNothingIsSentAgain() {
            proxy.delayAnswers(Duration.ofMillis(20));
            proxy.resetCounts();
            Subject subject = Subjects.person();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Admission> request = threads.submit(() -> store.admit(subject, RULES, 1));
                Eventually.within(PATIENCE, "the request under way", () -> proxy.count("EVALSHA") > 0 || request.isDone());
                proxy.cut();
            }
            proxy.delayAnswers(Duration.ZERO);
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
            List<WindowRule> only = List.of(RULES.getLast());
            assertThat(Subjects.admitted(store, subject, only, 300)).isGreaterThanOrEqualTo(249);
        }

        @Test
        void thatAcknowledgesAndDeliversNothingIsLeft() {
            proxy.stall(true);
            Eventually.within(PATIENCE, "the stalled connection closed", () -> {
                failure();
                return store.metrics().stalls() > 0;
            });
            proxy.stall(false);
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
        }

        /// From the lost answer on, each question would be given the answer to the next.
        @Test
        void thatLosesAnAnswerIsNoticedAndTheConnectionsMadeAnew() {
            proxy.swallowAnswer();
            Eventually.within(PATIENCE, "a decision", () -> {
                decides();
                return decides() && decides();
            });
            assertThat(store.metrics().broken() + store.metrics().timeouts()).isPositive();
        }

        /// One is sent, and owed an answer; the others wait for it.
        @Test
        void thatStallsKeepsWhatNobodyWaitsForFromBeingSent() {
            proxy.resetCounts();
            proxy.stall(true);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 50; i++) {
                    threads.submit(() -> failure());
                }
            }
            proxy.stall(false);
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
            assertThat(proxy.count("EVALSHA")).isLessThan(10);
        }

        @Test
        void thatStallsFillsNoQueueBeyondItsBound() {
            RedisWindowStore small = own(RedisWindowStore.open(settings(proxy.uri()).withQueue(8).withStallDeadlines(100)));
            store = small;
            Eventually.within(PATIENCE, "a decision", RedisFaultsTest.this::decides);
            proxy.stall(true);
            var categories = new ConcurrentLinkedQueue<Category>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    threads.submit(() -> categories.add(failure()));
                }
            }
            assertThat(categories).contains(Category.OVERLOADED, Category.TIMEOUT).hasSize(100);
            assertThat(small.metrics().overloaded()).isGreaterThanOrEqualTo(80);
        }
    }

    /// Each subject has used up a rule of its own period, so an answer that is another's shows in the wait.
    @Nested
    class Answers {
        private static final int SUBJECTS = 100;
        private static final int ROUNDS = 100;

        @Test
        void ofThousandsOfRequestsOnConnectionsThatAreCutAreTheirOwn() throws Exception {
            start();
            store = own(RedisWindowStore.open(settings(proxy.uri()).withConnections(2)
                    .withTime(RedisSettings.TimeSource.CALLER)));
            var busy = new AtomicBoolean(true);
            var answered = new AtomicLong();
            var failed = new AtomicLong();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> work = new ArrayList<>();
                for (int i = 0; i < SUBJECTS; i++) {
                    WindowRule rule = Subjects.rule(10 + i, "1/" + (i + 1) + "h");
                    work.add(threads.submit(() -> askAndCompare(rule, answered, failed)));
                }
                threads.submit(() -> {
                    while (busy.get()) {
                        long seen = answered.get();
                        Eventually.within(PATIENCE, "progress", () -> answered.get() > seen + 300 || !busy.get());
                        proxy.cut();
                    }
                });
                for (Future<?> each : work) {
                    each.get();
                }
                busy.set(false);
            }
            assertThat(answered.get()).isGreaterThan(SUBJECTS * ROUNDS / 2);
            assertThat(failed.get()).as("requests whose connection was cut").isPositive();
            assertThat(store.metrics().broken()).isZero();
        }

        private void askAndCompare(WindowRule rule, AtomicLong answered, AtomicLong failed) {
            Subject subject = Subjects.person();
            boolean counted = false;
            for (int i = 0; i < ROUNDS || !counted; i++) {
                try {
                    Admission admission = store.admit(subject, List.of(rule), 1);
                    answered.incrementAndGet();
                    if (admission instanceof Admission.Refused refused) {
                        long hours = refused.retryAfter().plusMinutes(1).toHours();
                        assertThat(hours).isEqualTo(rule.limit().period().toHours());
                    } else {
                        assertThat(counted).as("admitted once").isFalse();
                    }
                    counted = true;
                } catch (WindowStoreException e) {
                    failed.incrementAndGet();
                    Eventually.within(PATIENCE, "a connection", RedisFaultsTest.this::decides);
                }
            }
        }
    }
}
