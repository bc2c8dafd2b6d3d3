package io.tollgate.server;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What is done on one of three processes holds on the others within a second, also while Redis is away.
@Tag("long")
@ParameterizedClass
@ValueSource(booleans = {true, false})
class ThreeNodesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    @TempDir
    private static Path folder;

    private static RedisServer redis;
    private static List<ChildServer> nodes;
    private static ApiClient admin;

    @Parameter
    boolean withRedis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        settings.putAll(Map.of(
                "guard.layers", "all",
                "redis.url", redis.uri(),
                "redis.nodes", "3",
                "trusted-proxies", "127.0.0.0/8",
                // Asked again and again until the answer is another.
                "guard.limits.default", "none",
                "guard.limits.bot", "none",
                "guard.limits.admin", "none",
                "guard.limits.signup", "none"));
        nodes = Together.run(3, _ -> ChildServer.start(folder, List.of("-Xmx128m"), settings));
        admin = first().asAdmin();
    }

    @AfterAll
    static void stop() {
        nodes.forEach(ChildServer::close);
        redis.close();
    }

    @BeforeEach
    void takeRedisAway() {
        if (!withRedis) {
            redis.kill();
        }
    }

    @AfterEach
    void bringRedisBack() {
        if (!withRedis) {
            redis.restart();
        }
    }

    private static ApiClient first() {
        return nodes.getFirst().client();
    }

    /// Waits until the answers of both other nodes are as they should be.
    private static void holdsOnTheOthers(String what, Predicate<ApiClient> check) {
        List<ApiClient> others = new ArrayList<>(nodes.stream().skip(1).map(ChildServer::client).toList());
        Eventually.within(SECOND, what, () -> {
            others.removeIf(check);
            return others.isEmpty();
        });
    }

    private static void toldBy(Answer answer) {
        assertThat(answer.status()).isIn(200, 204);
    }

    @Test
    void sessionThatWasEnded() {
        String token = first().signUp(People.freshEmail()).at("/accessToken");
        holdsOnTheOthers("the session", node -> node.as(token).get("/api/auth/me").status() == 200);

        toldBy(first().as(token).post("/api/auth/logout"));

        holdsOnTheOthers("its end", node -> node.as(token).get("/api/auth/me").status() == 401);
    }

    @Test
    void accountThatWasDisabled() {
        String email = People.freshEmail();
        Answer signUp = first().signUp(email);
        String token = signUp.at("/accessToken");

        toldBy(admin.post("/api/admin/users/" + signUp.at("/user/id") + "/disable"));

        holdsOnTheOthers("the token's end", node -> node.as(token).get("/api/auth/me").status() == 401);
        holdsOnTheOthers("no login", node -> node.logIn(email, PASSWORD).status() == 401);
    }

    @Test
    void roleThatWasGivenAndTaken() {
        Answer signUp = first().signUp(People.freshEmail());
        String token = signUp.at("/accessToken");
        String role = "/api/admin/users/" + signUp.at("/user/id") + "/role";

        toldBy(admin.post(role, Map.of("role", "admin")));
        holdsOnTheOthers("the role", node -> node.as(token).get("/api/admin/users").status() == 200);

        toldBy(admin.post(role, Map.of("role", "user")));
        holdsOnTheOthers("its loss", node -> node.as(token).get("/api/admin/users").status() == 403);
    }

    @Test
    void banAndItsEnd() {
        String address = withRedis ? "198.51.100.1" : "198.51.100.2";

        toldBy(admin.post("/api/admin/security/ips/" + address + "/ban", Map.of("reason", "test")));
        holdsOnTheOthers("the ban", node -> node.with("X-Forwarded-For", address).get(ANONYMOUS).status() == 403);

        toldBy(admin.post("/api/admin/security/ips/" + address + "/unban", Map.of("reason", "a mistake")));
        holdsOnTheOthers("its end", node -> node.with("X-Forwarded-For", address).get(ANONYMOUS).status() == 200);
    }
}
