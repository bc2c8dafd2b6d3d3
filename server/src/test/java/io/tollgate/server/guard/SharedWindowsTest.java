package io.tollgate.server.guard;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisProxy;
import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole server on a real Redis, seen through a proxy that counts commands.
class SharedWindowsTest {
    private static final String KEYS = "/.well-known/jwks.json";

    private final ManualClock clock = new ManualClock();
    private RedisServer redis;
    private RedisProxy proxy;
    private TestServer server;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        proxy = new RedisProxy(redis.port());
        server = TestServer.start(clock, settings(Map.of()));
    }

    @AfterEach
    void stop() {
        server.close();
        proxy.close();
        redis.close();
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "guard.layers", "all",
                "redis.url", proxy.uri(),
                // Not about deadlines: a slow machine must not make Redis look away.
                "redis.timeout", "2s",
                "trusted-proxies", "127.0.0.0/8"));
        settings.putAll(more);
        return settings;
    }

    private ApiClient from(TestServer node, String address) {
        return node.client().with("X-Forwarded-For", address);
    }

    private long decisions() {
        return proxy.count("EVALSHA") + proxy.count("EVAL");
    }

    private long decisionsOf(Runnable request) {
        long before = decisions();
        request.run();
        return decisions() - before;
    }

    @Test
    void eachRequestIsOneCommand() {
        ApiClient client = from(server, "198.51.100.1");
        String email = People.freshEmail();
        client.get(KEYS);

        assertThat(decisionsOf(() -> client.get(KEYS))).isEqualTo(1);
        assertThat(decisionsOf(() -> client.signUp(email))).isEqualTo(1);
        assertThat(decisionsOf(() -> client.logIn(email, PASSWORD))).isEqualTo(1);
        String token = client.logIn(email, PASSWORD).at("/accessToken");
        assertThat(decisionsOf(() -> client.as(token).get("/api/files"))).isEqualTo(1);
        assertThat(decisionsOf(() -> client.get("/no/such/path"))).isEqualTo(1);
        assertThat(decisionsOf(() -> client.get("/livez"))).isZero();
    }

    @Test
    void bannedAddressCostsNoCommand() {
        ApiClient client = from(server, "198.51.100.2");
        for (int i = 0; i < 5; i++) {
            client.logIn("nobody@example.org", "a wrong guess, number " + i);
        }

        assertThat(client.get(KEYS).code()).isEqualTo("ip_banned");
        assertThat(decisionsOf(() -> client.get(KEYS))).isZero();
        assertThat(decisionsOf(() -> client.logIn("nobody@example.org", PASSWORD))).isZero();
    }

    @Test
    void limitHoldsOverTwoNodes() {
        Map<String, String> shared = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        shared.putAll(settings(Map.of("guard.limits.default", "6/1m")));
        try (TestServer one = TestServer.start(clock, shared);
                TestServer other = TestServer.start(clock, shared)) {
            int admitted = 0;
            for (int i = 0; i < 10; i++) {
                admitted += from(i % 2 == 0 ? one : other, "198.51.100.3").get(KEYS).status() == 200 ? 1 : 0;
            }

            assertThat(admitted).isEqualTo(6);
        }
    }

    @Test
    void withoutRedisPeopleLogInUnderALocalLimitAndItIsUsedAgainByItself() {
        server.close();
        server = TestServer.start(
                clock, settings(Map.of("redis.timeout", "50ms", "redis.nodes", "3", "guard.limits.default", "30/1m")));
        ApiClient client = from(server, "198.51.100.4");
        String email = People.freshEmail();
        client.signUp(email);
        redis.kill();

        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        // A share of 10 of the limit of 30, of which the login took one.
        long admitted = 0;
        for (int i = 0; i < 30; i++) {
            admitted += from(server, "198.51.100.4").get(KEYS).status() == 200 ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(9);
        for (int i = 0; i < 40; i++) {
            from(server, "198.51.101." + i).get(KEYS);
        }
        assertThat(redisIsUp()).isFalse();

        redis.restart();
        Eventually.within(Duration.ofSeconds(20), "Redis decides again", this::redisIsUp);
        assertThat(decisionsOf(() -> from(server, "198.51.100.5").get(KEYS))).isEqualTo(1);
    }

    private boolean redisIsUp() {
        return server.client().get("/readyz?verbose").at("/components/redis/status").equals("up");
    }
}
