package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStoreException.Category;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A Cluster that changes under traffic: every request is decided, and limits hold within the bound.
class RedisClusterChangeTest {
    private static final Duration DEADLINE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// A failover takes the node timeout of 2 s, an election of about 1 s, and the client's look at it.
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    /// What a busy machine may add to a deadline.
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final int LIMIT = 50;
    private static final List<WindowRule> RULES =
            List.of(Subjects.rule(1, LIMIT + "/1h"), Subjects.rule(2, "600/1h"));
    private static final int PEOPLE = 30;
    private static final long PACE_NANOS = 5_000_000;

    private final List<Subject> people =
            IntStream.range(0, PEOPLE).mapToObj(i -> Subject.person("person-" + i)).toList();
    private final AtomicIntegerArray admitted = new AtomicIntegerArray(PEOPLE);
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicInteger outages = new AtomicInteger();

    private RedisCluster cluster;
    private RedisWindowStore redis;
    private ResilientWindowStore store;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start();
        redis = RedisWindowStore.open(RedisSettings.of(cluster.uri()).withDeadline(DEADLINE)
                .withConnectTimeout(Duration.ofMillis(500)).withCheckInterval(Duration.ofMillis(100)));
        var settings = new ResilientWindowStore.Settings(1, DEADLINE, Duration.ofMillis(100), 2);
        store = new ResilientWindowStore(redis, InProcessWindowStore.create(1 << 20), settings, new OutageListener() {
            @Override
            public void outageBegan(Category cause) {
                outages.incrementAndGet();
            }

            @Override
            public void outageEnded(Duration length) {}
        });
    }

    @AfterEach
    void stop() {
        store.close();
        redis.close();
        cluster.close();
    }

    /// Everybody asks on and on, until `change` returns.
    private void underTraffic(Runnable change) {
        var busy = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PEOPLE; i++) {
                int person = i;
                threads.submit(() -> {
                    while (busy.get()) {
                        ask(person);
                        // At a pace, so that the deadline measured is not that of a thread among too many.
                        LockSupport.parkNanos(PACE_NANOS);
                    }
                });
            }
            try {
                change.run();
            } finally {
                busy.set(false);
            }
        }
        assertThat(Duration.ofNanos(slowest.get())).isLessThan(DEADLINE.plus(SLACK));
    }

    private void ask(int person) {
        long start = System.nanoTime();
        admitted.addAndGet(person, Subjects.admitted(store, people.get(person), RULES, 1));
        slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
    }

    private boolean isServed(Subject subject) {
        try {
            redis.admit(subject, List.of(Subjects.rule(3, "1000/1h")), 1);
            return true;
        } catch (WindowStoreException _) {
            return false;
        }
    }

    /// One after the other: among so many who ask, now and then one answer is late.
    private void awaitAllServed() {
        people.forEach(person -> Eventually.within(RECOVERY, person + " is served", () -> isServed(person)));
        Eventually.within(RECOVERY, "Redis is asked", () -> !store.isOutage());
    }

    @Test
    @Tag("long")
    void failoverToAReplicaIsFoundAndComesToOneLimitMoreAtMost() {
        var replica = cluster.addReplica();
        underTraffic(() -> {
            Eventually.within(PATIENCE, "limits used up", () -> IntStream.range(0, PEOPLE).allMatch(i -> admitted.get(i) >= LIMIT));
            cluster.nodes().getFirst().kill();
            Eventually.within(RECOVERY, "the replica is the primary", () -> isPrimary(replica));
            awaitAllServed();
        });
        for (int i = 0; i < PEOPLE; i++) {
            assertThat(admitted.get(i)).as("admitted of person %d", i).isBetween(LIMIT, 2 * LIMIT);
        }
        assertThat(replica.command("DBSIZE")).isNotEqualTo("0");
    }

    private static boolean isPrimary(RedisServer node) {
        return node.command("INFO", "replication").contains("role:master");
    }

    @Test
    void slotThatMovesIsFollowedAndItsLimitsHoldExactly() {
        Subject person = people.getFirst();
        String key = "tg:{" + person.key() + "}";
        var from = cluster.nodes().stream().filter(node -> owns(node, key)).findFirst().orElseThrow();
        var to = cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
        int slot = cluster.slot(key);
        for (int i = 0; i < LIMIT / 2; i++) {
            ask(0);
        }
        cluster.beginMove(slot, from, to);
        for (int i = 0; i < 5; i++) {
            ask(0);
        }
        cluster.moveKey(key, from, to);
        for (int i = 0; i < 5; i++) {
            ask(0);
        }
        cluster.endMove(slot, to);
        for (int i = 0; i < LIMIT; i++) {
            ask(0);
        }
        assertThat(admitted.get(0)).isEqualTo(LIMIT);
        assertThat(outages).hasValue(0);
        assertThat(redis.metrics().broken()).isZero();
    }

    /// Its two keys cannot be asked for together while one is here and the other may be there.
    @Test
    void addressWhoseSlotMovesIsDecidedByTheNodeMeanwhile() {
        Subject address = Subjects.address("203.0.113.7");
        List<byte[]> keys = Keys.of(address);
        String key = new String(keys.getFirst(), US_ASCII);
        var from = cluster.nodes().stream().filter(node -> owns(node, key)).findFirst().orElseThrow();
        var to = cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
        int counted = Subjects.admitted(store, address, RULES, LIMIT / 2);
        cluster.beginMove(cluster.slot(key), from, to);
        int meanwhile = Subjects.admitted(store, address, RULES, 5);
        cluster.moveKey(key, from, to);
        cluster.endMove(cluster.slot(key), to);
        int after = Subjects.admitted(store, address, RULES, LIMIT);
        assertThat(counted).isEqualTo(LIMIT / 2);
        assertThat(meanwhile).isEqualTo(5);
        assertThat(after).isEqualTo(LIMIT - counted);
        assertThat(outages).hasValue(0);
    }

    private boolean owns(RedisServer node, String key) {
        return !node.command("EXISTS", key).startsWith("MOVED");
    }

    @Test
    void slotsThatMoveUnderTrafficInterruptNobody() {
        underTraffic(() -> {
            Eventually.within(PATIENCE, "some limits used up", () -> IntStream.range(0, PEOPLE).anyMatch(i -> admitted.get(i) >= LIMIT));
            for (Subject person : people.subList(0, 5)) {
                String key = "tg:{" + person.key() + "}";
                var from = cluster.nodes().stream().filter(node -> owns(node, key)).findFirst().orElseThrow();
                var to = cluster.nodes().get((cluster.nodes().indexOf(from) + 1) % cluster.nodes().size());
                int slot = cluster.slot(key);
                cluster.beginMove(slot, from, to);
                cluster.moveKey(key, from, to);
                cluster.endMove(slot, to);
            }
            Eventually.within(PATIENCE, "limits used up", () -> IntStream.range(0, PEOPLE).allMatch(i -> admitted.get(i) >= LIMIT));
            awaitAllServed();
        });
        for (int i = 0; i < PEOPLE; i++) {
            assertThat(admitted.get(i)).as("admitted of person %d", i).isBetween(LIMIT, 2 * LIMIT);
        }
        assertThat(outages).hasValue(0);
    }
}
