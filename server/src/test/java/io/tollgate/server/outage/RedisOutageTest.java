package io.tollgate.server.outage;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisProxy;
import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Redis fails in one way or another under traffic: no user's request fails or waits long, limits become stricter, and
/// Redis is used again by itself.
class RedisOutageTest {
    private static final String KEYS = "/.well-known/jwks.json";
    private static final int USERS = 4;
    /// The deadline of 50 ms, and what a busy machine adds; below what connecting in vain takes, which is 2 s.
    private static final Duration P99 = Duration.ofMillis(1_500);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(20);
    /// Of a limit of 30 and three nodes.
    private static final int SHARE = 10;

    private final AtomicInteger addresses = new AtomicInteger();
    private final Traffic traffic = new Traffic();
    private final RedisServer redis = RedisServer.start();
    private final RedisProxy proxy = new RedisProxy(redis.port());
    private TestServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        proxy.close();
        redis.thaw();
        redis.close();
    }

    private void start(String url) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "guard.layers", "all",
                "guard.limits.default", "30/1m",
                "redis.url", url,
                "redis.nodes", "3",
                "trusted-proxies", "127.0.0.0/8"));
        server = TestServer.start(new ManualClock(), settings);
        Eventually.within(NOTICED, "Redis decides", this::redisDecides);
    }

    private ApiClient someone() {
        int number = addresses.incrementAndGet();
        return server.client()
                .with("X-Forwarded-For", "10.%d.%d.%d".formatted(number / 62_500, number / 250 % 250, 1 + number % 250));
    }

    private boolean redisDecides() {
        return server.client().get("/readyz?verbose").at("/components/redis/status").equals("up");
    }

    private int admitted(int tries) {
        ApiClient one = someone();
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += one.get(KEYS).status() == 200 ? 1 : 0;
        }
        return admitted;
    }

    /// Users go on during the fault and after it.
    private void goesOn(String name, Runnable fault, Runnable end) {
        String email = People.freshEmail();
        someone().signUp(email);
        traffic.during(USERS, () -> traffic.note(() -> someone().get(KEYS)), () -> {
            fault.run();
            Eventually.within(NOTICED, "Redis is given up", () -> !redisDecides());
            assertThat(someone().logIn(email, PASSWORD).status()).isEqualTo(200);
            assertThat(admitted(2 * SHARE)).isEqualTo(SHARE);
            assertThat(server.client().get("/readyz").status()).isEqualTo(200);
            end.run();
            long ended = System.nanoTime();
            Eventually.within(RECOVERY, "Redis decides again", this::redisDecides);
            traffic.report(name, Duration.ofNanos(System.nanoTime() - ended));
        });
        assertThat(traffic.outcomes()).extracting(Traffic.Outcome::status).containsOnly(200);
        assertThat(traffic.percentile(0.99)).isLessThan(P99);
        assertThat(traffic.percentile(1)).isLessThan(LONGEST_ANSWER);
        assertThat(admitted(40)).isEqualTo(30);
        Events events = new Events(someone().asAdmin());
        assertThat(events.await("type=sys_store_outage").at("/severity").asString()).isEqualTo("high");
        assertThat(events.await("type=sys_store_recovered").at("/details/seconds").asString()).matches("\\d+");
    }

    @Nested
    class Single {
        @BeforeEach
        void startServer() {
            start(proxy.uri());
        }

        @Test
        void packetsThatAreDroppedFailNobody() {
            goesOn("dropped", () -> proxy.drop(true), () -> proxy.drop(false));
        }

        @Test
        void answersThatTakeTooLongFailNobody() {
            goesOn("slow", () -> proxy.delayAnswers(Duration.ofMillis(200)), () -> proxy.delayAnswers(Duration.ZERO));
        }

        @Test
        @Tag("long")
        void serverThatIsFrozenFailsNobody() {
            goesOn("frozen", redis::freeze, redis::thaw);
        }

        @Test
        @Tag("long")
        void serverThatIsKilledAndComesBackEmptyFailsNobody() {
            goesOn("killed", redis::kill, redis::restart);
        }
    }

    /// The master dies, and Sentinel names its replica.
    @Test
    @Tag("long")
    void failoverBySentinelFailsNobody() {
        try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", "" + redis.port(), "--repl-diskless-sync-delay", "0");
                RedisServer sentinel = RedisServer.startSentinel(redis)) {
            Eventually.within(NOTICED, "the replica is known", () -> sentinel.command("INFO", "sentinel").contains("slaves=1"));
            start(sentinel.uri().replace("redis://", "redis-sentinel://") + "#main");
            Eventually.within(NOTICED, "the replica is in step", () ->
                    redis.command("INFO", "replication").contains("state=online"));
            traffic.during(USERS, () -> traffic.note(() -> someone().get(KEYS)), () -> {
                redis.kill();
                long killed = System.nanoTime();
                Eventually.within(RECOVERY, "the replica is the master", () -> said(replica, "INFO", "replication").contains("role:master"));
                int kept = keys(replica);
                Eventually.within(RECOVERY, "the new master decides", () -> redisDecides() && keys(replica) > kept);
                traffic.report("failover by Sentinel", Duration.ofNanos(System.nanoTime() - killed));
            });
            assertThat(traffic.outcomes()).extracting(Traffic.Outcome::status).containsOnly(200);
            assertThat(traffic.percentile(0.99)).isLessThan(P99);
            assertThat(admitted(40)).isEqualTo(30);
        }
    }

    /// Sentinel cuts the connections of a server that it makes the master.
    private static String said(RedisServer server, String... command) {
        try {
            return server.command(command);
        } catch (UncheckedIOException _) {
            return "";
        }
    }

    private static int keys(RedisServer server) {
        String size = said(server, "DBSIZE");
        return size.isEmpty() ? 0 : Integer.parseInt(size);
    }
}
