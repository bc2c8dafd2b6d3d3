package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.WindowRule;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whom the store believes about a Cluster. Nodes here say what a test wants.
class ClusterViewTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "600/1h"));

    /// Who has all slots, and whether the Cluster works.
    private static Map<String, String> cluster(String state, String host, int port) {
        return Map.of(
                "CLUSTER SLOTS", "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n" + FakeRedis.bulk(host) + "\r\n:" + port,
                "CLUSTER INFO", FakeRedis.bulk("cluster_state:" + state));
    }

    private static RedisWindowStore open(String hosts) {
        return RedisWindowStore.open(RedisSettings.of("redis://" + hosts)
                .withDeadline(Duration.ofMillis(500)).withCheckInterval(Duration.ofMillis(50)));
    }

    @Test
    void nodeThatSaysTheClusterIsDownIsBelievedLast() {
        try (var cutOff = new FakeRedis("127.0.0.1", Map.of());
             var primary = RedisServer.start();
             var well = new FakeRedis("127.0.0.1", cluster("ok", "127.0.0.1", primary.port()))) {
            Map<String, String> old = new HashMap<>(cluster("fail", "127.0.0.1", cutOff.port()));
            old.put("EVALSHA", "-CLUSTERDOWN The cluster is down");
            cutOff.answers(old);
            try (var store = open(cutOff.hostAndPort() + "," + well.hostAndPort())) {
                Eventually.within(PATIENCE, "a decision", () -> Subjects.isDecidedBy(store, RULES));
                assertThat(cutOff.asked("EVALSHA")).isZero();
            }
        }
    }

    /// Nodes that do not know their own names say only the port.
    @Test
    void slotThatMovesToNobodysNameIsOnTheHostThatSaysSo() {
        try (var target = new FakeRedis("127.0.0.2", Map.of());
             var asked = new FakeRedis("127.0.0.2", Map.of())) {
            Map<String, String> answers = new HashMap<>(cluster("ok", "", asked.port()));
            answers.put("EVALSHA", "-MOVED 1 :" + target.port());
            asked.answers(answers);
            try (var store = open(asked.hostAndPort() + ",127.0.0.1:1")) {
                Eventually.within(PATIENCE, "a question to the other", () -> !Subjects.isDecidedBy(store, RULES) && target.asked("EVALSHA") > 0);
            }
        }
    }
}
