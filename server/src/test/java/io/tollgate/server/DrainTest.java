package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Ports;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server that is asked to stop sends its clients away before it goes.
class DrainTest {
    private static final String LIVEZ = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void readinessIsOffFirstAndEachAnswerEndsItsConnection() throws InterruptedException {
        TestServer server = TestServer.start(new ManualClock(), settings("4s"));
        ApiClient client = server.client();
        int port = server.port();
        try (RawHttp kept = RawHttp.connect(port)) {
            assertThat(kept.send(LIVEZ).reply().orElseThrow().header("Connection")).isEmpty();
            Thread stopping = Thread.ofPlatform().start(server::close);

            Eventually.within(
                    Duration.ofSeconds(3), "readiness is off", () -> client.get("/readyz").status() == 503);
            Answer verbose = client.get("/readyz?verbose");
            assertThat(verbose.at("/components/server/status")).isEqualTo("down");
            assertThat(verbose.at("/components/database/status")).isEqualTo("up");
            assertThat(client.signUp(People.freshEmail()).status()).isEqualTo(201);
            RawHttp.Reply last = kept.send(LIVEZ).reply().orElseThrow();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).contains("close");
            assertThat(kept.isClosedByServer()).isTrue();

            stopping.join();
        }
        assertThatThrownBy(() -> RawHttp.connect(port)).hasStackTraceContaining("refused");
    }

    @Test
    void requestUnderWayWhenItStopsListeningIsAnswered() throws InterruptedException {
        TestServer server = TestServer.start(new ManualClock(), settings("1s"));
        int port = server.port();
        try (RawHttp kept = RawHttp.connect(port);
                RawHttp idle = RawHttp.connect(port)) {
            assertThat(kept.send(LIVEZ).reply().orElseThrow().status()).isEqualTo(200);
            Thread stopping = Thread.ofPlatform().start(server::close);
            Eventually.within(Duration.ofSeconds(10), "nobody can connect", () -> !listens(port));

            RawHttp.Reply last = kept.send(LIVEZ).reply().orElseThrow();

            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).contains("close");
            assertThat(kept.isClosedByServer()).isTrue();
            assertThat(idle.isClosedByServer()).isTrue();
            stopping.join();
        }
    }

    /// On a port that nobody takes after it.
    private static Map<String, String> settings(String drain) {
        return Map.of("http.drain", drain, "port", String.valueOf(Ports.free()));
    }

    private static boolean listens(int port) {
        try (RawHttp _ = RawHttp.connect(port)) {
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
