package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.metrics.EventStream.Event;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TestServer server;
    private String token = "";

    @BeforeEach
    void start() {
        // Everything limited, and to the least: a stream must not be.
        server = TestServer.start(
                InstantSource.system(),
                Map.of("guard.layers", "all", "guard.limits.admin", "2/1h", "guard.limits.default", "5/1h"));
        token = logIn();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String logIn() {
        return server.client()
                .logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD)
                .at("/accessToken");
    }

    private EventStream open() {
        return EventStream.open(server.port(), "Authorization: Bearer " + token);
    }

    @Test
    void beginsWithSnapshotAndGoesOnEverySecond() {
        try (EventStream stream = open()) {
            assertThat(stream.head())
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Type: text/event-stream", "X-Accel-Buffering: no", "Cache-Control: no-store");
            Event snapshot = stream.next().orElseThrow();
            List<Event> samples = List.of(
                    stream.next().orElseThrow(),
                    stream.next().orElseThrow());

            assertThat(snapshot.name()).isEqualTo("snapshot");
            assertThat(snapshot.data().at("/intervalSeconds").asInt()).isEqualTo(1);
            assertThat(snapshot.data().at("/node").asString()).endsWith(":" + server.port());
            long id = Long.parseLong(snapshot.id());
            assertThat(samples).extracting(Event::name).containsOnly("sample");
            assertThat(samples).extracting(Event::id).containsExactly(id + 1 + "", id + 2 + "");
            assertThat(samples.getLast().data().propertyNames()).containsExactlyInAnyOrder(
                    "timestamp", "requests", "latency", "recent", "redis", "database", "system", "guard", "errors",
                    "resources", "alerts");
            assertThat(samples.getLast().data().at("/recent").propertyNames())
                    .containsExactlyInAnyOrder("seconds", "requests", "latency");
        }
    }

    @Test
    void streamsAreNotLimited() {
        for (int i = 0; i < 10; i++) {
            try (EventStream stream = open()) {
                assertThat(stream.head()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void twoHundredClientsGetTheSame() {
        List<Event> events = Together.run(200, _ -> {
            try (EventStream stream = open()) {
                stream.head();
                stream.next().orElseThrow();
                return stream.next().orElseThrow();
            }
        });

        assertThat(events).extracting(Event::name).containsOnly("sample");
        Map<String, List<Event>> byId = events.stream().collect(java.util.stream.Collectors.groupingBy(Event::id));
        byId.values().forEach(same -> assertThat(same).containsOnly(same.getFirst()));
    }

    @Test
    void endsSoonAfterSignOut() {
        try (EventStream stream = open()) {
            stream.head();
            stream.next().orElseThrow();
            assertThat(server.client().as(token).post("/api/auth/logout").status()).isEqualTo(204);

            long end = System.nanoTime() + SOON.toNanos();
            Optional<Event> last = stream.next();
            while (last.isPresent() && System.nanoTime() < end) {
                last = stream.next();
            }
            assertThat(last).isEmpty();
        }
    }

    @Test
    void endsSoonAfterSignOutOfTheDashboard() {
        ApiClient browser = server.client();
        String cookie = browser.post(
                        "/api/admin/session",
                        Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD))
                .headers()
                .allValues("Set-Cookie")
                .stream()
                .filter(text -> text.startsWith("tollgate_dashboard="))
                .findFirst()
                .orElseThrow()
                .split(";")[0];
        try (EventStream stream = EventStream.open(server.port(), "Cookie: " + cookie)) {
            stream.head();
            stream.next().orElseThrow();
            assertThat(browser.with("Cookie", cookie)
                            .with("X-Tollgate", "dashboard")
                            .with("Origin", server.uri().toString())
                            .delete("/api/admin/session")
                            .status())
                    .isEqualTo(204);

            long end = System.nanoTime() + SOON.toNanos();
            Optional<Event> last = stream.next();
            while (last.isPresent() && System.nanoTime() < end) {
                last = stream.next();
            }
            assertThat(last).isEmpty();
        }
    }

    @Test
    void clientThatIsGoneIsForgotten() {
        for (int i = 0; i < 5; i++) {
            try (EventStream stream = open()) {
                stream.head();
                stream.next().orElseThrow();
            }
        }

        Eventually.within(SOON, "no stream is left", () -> server.client()
                .get("/metrics")
                .text()
                .contains("tollgate_live_streams 0.0"));
    }

    @Test
    void serverStopsWithoutWaitingForStreams() {
        try (EventStream stream = open()) {
            stream.head();
            stream.next().orElseThrow();
            long began = System.nanoTime();
            server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        } finally {
            server = TestServer.start(InstantSource.system(), Map.of());
        }
    }
}
