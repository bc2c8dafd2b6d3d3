package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.WindowRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentinelTest {
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "600/1h"));

    @Test
    void namesTheMasterAndTheNextOneAfterAFailover() {
        try (var master = RedisServer.start();
             var replica = RedisServer.start("--replicaof", "127.0.0.1", "" + master.port());
             var sentinel = RedisServer.startSentinel(master);
             var store = RedisWindowStore.open(RedisSettings.of(sentinel.uri().replace("redis://", "redis-sentinel://") + "#main")
                     .withDeadline(Duration.ofMillis(500)).withCheckInterval(Duration.ofMillis(100)))) {
            store.admit(Subjects.person(), RULES, 1);
            Eventually.within(Duration.ofSeconds(20), "the replica known and in step", () ->
                    sentinel.command("INFO", "sentinel").contains("slaves=1")
                            && master.command("INFO", "replication").contains("state=online"));
            master.kill();
            Eventually.within(Duration.ofSeconds(60), "a decision by the new master", () -> Subjects.isDecidedBy(store, RULES));
            assertThat(replica.command("INFO", "replication")).contains("role:master");
        }
    }

    /// As one that is cut off from the others goes on naming the server that was the master.
    @Test
    void thatNamesAReplicaIsNotBelieved() {
        try (var master = RedisServer.start();
             var replica = RedisServer.start("--replicaof", "127.0.0.1", "" + master.port());
             var cutOff = sentinelNaming(replica);
             var other = sentinelNaming(master);
             var store = RedisWindowStore.open(
                     RedisSettings.of("redis-sentinel://" + cutOff.hostAndPort() + "," + other.hostAndPort() + "#main")
                             .withDeadline(Duration.ofMillis(500)))) {
            Eventually.within(Duration.ofSeconds(20), "a decision", () -> Subjects.isDecidedBy(store, RULES));
            assertThat(cutOff.asked("SENTINEL")).isPositive();
        }
    }

    private static FakeRedis sentinelNaming(RedisServer server) {
        return new FakeRedis("127.0.0.1", Map.of("SENTINEL",
                "*2\r\n" + FakeRedis.bulk("127.0.0.1") + "\r\n" + FakeRedis.bulk("" + server.port())));
    }
}
