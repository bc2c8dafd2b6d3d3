package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An outage of a real server under traffic: no request fails or waits beyond the deadline, and limits hold within the bound.
class RedisOutageTest {
    private static final Duration DEADLINE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// What a busy machine may add to a deadline.
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "100/1h"), Subjects.rule(2, "600/1h"));
    private static final int LIMIT = 100;

    private final AtomicInteger began = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private RedisServer server;
    private RedisWindowStore redis;
    private ResilientWindowStore store;

    @BeforeEach
    void start() {
        server = RedisServer.start();
        redis = RedisWindowStore.open(RedisSettings.of(server.uri()).withDeadline(DEADLINE)
                .withConnectTimeout(Duration.ofMillis(500)).withCheckInterval(Duration.ofMillis(50)));
        var settings = new ResilientWindowStore.Settings(1, DEADLINE, Duration.ofMillis(50), 2);
        store = new ResilientWindowStore(redis, InProcessWindowStore.create(1 << 20), settings, new OutageListener() {
            @Override
            public void outageBegan(Category cause) {
                began.incrementAndGet();
            }

            @Override
            public void outageEnded(Duration length) {
                ended.incrementAndGet();
            }
        });
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
        server.close();
    }

    private void underTraffic(Subject subject, Runnable outage, int mostAdmitted) throws Exception {
        var busy = new AtomicBoolean(true);
        var admitted = new AtomicInteger();
        var slowest = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                work.add(threads.submit(() -> {
                    while (busy.get()) {
                        long start = System.nanoTime();
                        admitted.addAndGet(Subjects.admitted(store, subject, RULES, 1));
                        slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
                        Thread.yield();
                    }
                }));
            }
            outage.run();
            Eventually.within(PATIENCE, "the outage noticed", () -> began.get() == 1);
            server.thaw();
            Eventually.within(PATIENCE, "the recovery noticed", () -> ended.get() == 1 || recover());
            busy.set(false);
            for (Future<?> each : work) {
                each.get();
            }
        }
        assertThat(Duration.ofNanos(slowest.get())).isLessThan(DEADLINE.plus(SLACK));
        assertThat(admitted.get()).isBetween(LIMIT, mostAdmitted);
    }

    private boolean recover() {
        if (server.isDead()) {
            server.restart();
        }
        return false;
    }

    @Test
    void byAFrozenServerComesToOneLimitMoreAtMost() throws Exception {
        underTraffic(Subjects.person(), server::freeze, 2 * LIMIT);
    }

    @Test
    void byAServerThatIsKilledAndComesBackEmptyComesToTwoMoreAtMost() throws Exception {
        underTraffic(Subjects.person(), server::kill, 3 * LIMIT);
    }

    @Test
    void byAServerThatCannotWriteDoesNotEndBeforeItCan() {
        server.command("CONFIG", "SET", "min-replicas-to-write", "1");
        for (int i = 0; i < Breaker.FAILURES; i++) {
            store.admit(Subjects.person(), RULES, 1);
        }
        Eventually.within(PATIENCE, "the outage noticed", () -> began.get() == 1);
        long broken = redis.metrics().broken();
        Eventually.within(PATIENCE, "some probes", () -> redis.metrics().broken() > broken + 3);
        assertThat(store.isOutage()).isTrue();
        server.command("CONFIG", "SET", "min-replicas-to-write", "0");
        Eventually.within(PATIENCE, "the recovery noticed", () -> ended.get() == 1);
        assertThat(store.isOutage()).isFalse();
    }
}
