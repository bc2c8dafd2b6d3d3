package io.tollgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.run.Credentials;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.scenario.ScenarioReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> OF_THE_LABS_OWN = Optional.of("");
    private static final Optional<String> OUTSIDE = Optional.of("redis://127.0.0.1:6379");

    private static Scenario with(String settings) {
        return ScenarioReader.read("mine", """
                name: mine
                description: My own.
                duration: 30s
                users: {count: 3, rate: 60/1m, mix: {who-am-i: 1}}
                server: {%s}
                """.formatted(settings));
    }

    @Test
    void serverWithStoresOfItsOwnHasSeenNobody() {
        assertThat(Target.isFresh(with(""), NONE)).isTrue();
        assertThat(Target.isFresh(with(""), OF_THE_LABS_OWN)).isTrue();
        assertThat(Target.isFresh(with("guard.login.account: 10/1h"), NONE)).isTrue();
        assertThat(Target.isFresh(with("redis.url: \"redis://127.0.0.1:6379\""), OF_THE_LABS_OWN)).isTrue();
    }

    /// It remembers who came in earlier runs, and bans whom it has banned.
    @Test
    void storeThatWasThereBeforeMayKnowEverybody() {
        assertThat(Target.isFresh(with(""), OUTSIDE)).isFalse();
        assertThat(Target.isFresh(with("redis.url: \"redis://127.0.0.1:6379\""), NONE)).isFalse();
        assertThat(Target.isFresh(with("database.url: \"jdbc:postgresql://127.0.0.1/tollgate\""), NONE)).isFalse();
        assertThat(Target.isFresh(with("database.url: \"jdbc:postgresql://127.0.0.1/tollgate\""), OF_THE_LABS_OWN)).isFalse();
    }

    /// A server lists the Redis that it has, also while it is away.
    @Test
    void redisOfARunningServerIsToldToAnAdmin() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            try (exchange) {
                byte[] body = "{\"components\":{\"redis\":{\"status\":\"down\"}}}".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(503, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Optional<Credentials> admin = Optional.of(new Credentials("ann@example.org", "unused"));
        try (Target told = Target.running(uri, Trust.ofSystem(), admin);
                Target untold = Target.running(uri, Trust.ofSystem(), Optional.empty())) {
            assertThat(told.tellsOfRedis()).isTrue();
            assertThat(untold.tellsOfRedis()).isFalse();
        } finally {
            server.stop(0);
        }
    }
}
