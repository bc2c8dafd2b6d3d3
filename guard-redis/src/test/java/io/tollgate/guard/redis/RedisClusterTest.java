package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisClusterTest {
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "2/1h"), Subjects.rule(2, "600/1h"));

    private RedisCluster cluster;
    private RedisWindowStore store;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start();
        store = RedisWindowStore.open(RedisSettings.of(cluster.uri()).withDeadline(Duration.ofMillis(250)).withStallDeadlines(4)
                .withCheckInterval(Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() {
        store.close();
        cluster.close();
    }

    @Test
    void spreadsSubjectsOverAllNodesAndCountsThemAll() {
        for (int i = 0; i < 100; i++) {
            assertThat(Subjects.admitted(store, Subjects.address(i), RULES, 3)).isEqualTo(2);
            assertThat(Subjects.admitted(store, Subjects.person(), RULES, 3)).isEqualTo(2);
        }
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.command("DBSIZE")).isNotEqualTo("0"));
        assertThat(store.occupancy().windows()).isEqualTo(400);
    }

    @Test
    void whoseNodeIsAwayThrowsForItsSubjectsUntilItIsBack() {
        var away = cluster.nodes().getFirst();
        away.freeze();
        List<Subject> unserved = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Subject subject = Subject.person("person-" + i);
            try {
                store.admit(subject, RULES, 1);
            } catch (WindowStoreException e) {
                unserved.add(subject);
            }
        }
        assertThat(unserved).isNotEmpty().hasSizeLessThan(12);
        away.thaw();
        Eventually.within(Duration.ofSeconds(20), "all subjects served again", () -> unserved.stream().allMatch(this::isServed));
    }

    @Test
    void countsTheWindowsOfTheNodesThatAreThere() {
        for (int i = 0; i < 100; i++) {
            store.admit(Subjects.person(), RULES, 1);
        }
        cluster.nodes().getFirst().kill();
        Eventually.within(Duration.ofSeconds(20), "the loss noticed", () -> store.metrics().openConnections() == 2);
        assertThat(store.occupancy().windows()).isBetween(1L, 199L);
    }

    private boolean isServed(Subject subject) {
        try {
            store.admit(subject, RULES, 1);
            return true;
        } catch (WindowStoreException _) {
            return false;
        }
    }
}
