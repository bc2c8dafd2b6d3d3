package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several nodes on one server, by the server's time.
class SharedLimitTest {
    private static final int NODES = 3;

    private RedisProxy proxy;
    private List<RedisWindowStore> nodes;

    @BeforeEach
    void openNodes() {
        proxy = new RedisProxy(RedisServer.shared().port());
        nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            var settings = RedisSettings.of(proxy.uri()).withDeadline(Duration.ofSeconds(5)).withConnections(2);
            nodes.add(RedisWindowStore.open(settings));
        }
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(RedisWindowStore::close);
        proxy.close();
    }

    private int admittedByAll(Subject subject, List<WindowRule> rules, int triesPerThread) {
        var admitted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20 * NODES; i++) {
                WindowStore node = nodes.get(i % NODES);
                threads.submit(() -> admitted.addAndGet(Subjects.admitted(node, subject, rules, triesPerThread)));
            }
        }
        return admitted.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/1h", "5/5m", "100/1h", "256/1h", "600/1h"})
    void allNodesTogetherAdmitExactlyTheLimit(String limit) {
        WindowRule rule = Subjects.rule(1, limit);
        assertThat(admittedByAll(Subjects.person(), List.of(rule, Subjects.rule(2, "1000/1h")), 20))
                .isEqualTo(rule.limit().count());
    }

    @Test
    void aDecisionIsOneCommandWhateverTheNumberOfRules() {
        List<WindowRule> rules = List.of(Subjects.rule(1, "600/10m"), Subjects.rule(2, "49/1m"), Subjects.rule(3, "3/1h"));
        Subject subject = Subjects.address(1);
        nodes.forEach(node -> node.admit(subject, rules, 1));
        proxy.resetCounts();
        nodes.forEach(node -> Subjects.admitted(node, subject, rules, 100));
        assertThat(proxy.counts()).containsEntry("EVALSHA", 300L)
                .allSatisfy((command, _) -> assertThat(command).isIn("EVALSHA", "PING", "INFO"));
    }

    @Test
    void aServerWhoseScriptsWereFlushedIsSentTheSourceOnce() {
        List<WindowRule> rules = List.of(Subjects.rule(1, "600/10m"));
        Subject subject = Subjects.person();
        RedisServer.shared().command("SCRIPT", "FLUSH");
        proxy.resetCounts();
        assertThat(Subjects.admitted(nodes.getFirst(), subject, rules, 10)).isEqualTo(10);
        assertThat(proxy.count("EVAL")).isEqualTo(1);
        assertThat(proxy.count("EVALSHA")).isEqualTo(10);
    }

    @Test
    void aKeyEndsWithTheSubjectsLongestWindow() {
        Subject subject = Subject.person("ends");
        nodes.getFirst().admit(subject, List.of(Subjects.rule(1, "5/10m"), Subjects.rule(2, "5/1m")), 1);
        long left = Long.parseLong(RedisServer.shared().command("PTTL", "tg:{user:ends}"));
        assertThat(left).isBetween(590_000L, 600_001L);
        nodes.getFirst().admit(subject, List.of(Subjects.rule(2, "5/1m")), 1);
        assertThat(Long.parseLong(RedisServer.shared().command("PTTL", "tg:{user:ends}"))).isBetween(580_000L, left);
    }

    @Test
    void aWindowOfTheServersTimeEnds() {
        Subject subject = Subjects.person();
        List<WindowRule> rules = List.of(Subjects.rule(1, "1/300ms"));
        assertThat(nodes.getFirst().admit(subject, rules, 1)).isSameAs(Admission.admitted());
        Eventually.within(Duration.ofSeconds(5), "another admission",
                () -> Subjects.isAdmitted(nodes.getLast().admit(subject, rules, 1)));
    }

    @Test
    void whatWasSentAndAnsweredIsCounted() {
        RedisWindowStore node = nodes.getFirst();
        RedisMetrics before = node.metrics();
        Subjects.admitted(node, Subjects.person(), List.of(Subjects.rule(1, "5/1h")), 20);
        RedisMetrics after = node.metrics();
        assertThat(after.commands() - before.commands()).isGreaterThanOrEqualTo(20);
        assertThat(after.latencies()).hasSize(RedisMetrics.LATENCY_BOUNDS.size() + 1);
        assertThat(after.latencies().stream().mapToLong(Long::longValue).sum()).isBetween(20L, after.commands());
        assertThat(after.totalLatency()).isGreaterThan(before.totalLatency());
        assertThat(after.openConnections()).isEqualTo(2);
        assertThat(after.timeouts() + after.unreachable() + after.overloaded() + after.broken() + after.stalls()).isZero();
    }

    @Test
    void twoRulesOfOneNameAreNoticed() {
        RedisWindowStore node = nodes.getFirst();
        Subject subject = Subjects.person();
        node.admit(subject, List.of(Subjects.rule(1, "5/1h")), 1);
        var other = List.of(new WindowRule(2, "rule 1", RateLimit.parse("9/1h")));
        assertThatIllegalArgumentException().isThrownBy(() -> node.admit(subject, other, 1))
                .withMessageStartingWith("two rules have one id or name: 2 ");
    }
}
