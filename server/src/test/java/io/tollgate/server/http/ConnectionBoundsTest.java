package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;

/// Addresses of 127.0.0.0/8 are clients of their own, which only Linux lets one be.
@EnabledOnOs(OS.LINUX)
class ConnectionBoundsTest {
    private static final int PER_ADDRESS = 3;
    private static final int IN_ALL = 8;
    private static final String PROXY = "127.0.0.99";

    private static TestServer server;

    private final List<RawHttp> connections = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = TestServer.start(
                new ManualClock(),
                Map.of(
                        "http.max-connections", String.valueOf(IN_ALL),
                        "http.max-connections-per-address", String.valueOf(PER_ADDRESS),
                        "http.request-time", "1s",
                        "trusted-proxies", PROXY));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nobodyIsLeft() {
        Eventually.within(Duration.ofSeconds(10), "no connection is open", () -> server.openConnections() == 0);
    }

    @AfterEach
    void hangUp() {
        connections.forEach(RawHttp::close);
    }

    private RawHttp connect(String from) {
        RawHttp connection = RawHttp.connect(from, server.port());
        connections.add(connection);
        return connection;
    }

    /// A connection that has had an answer and is kept for the next request.
    private RawHttp idle(String from) {
        RawHttp connection = connect(from);
        assertThat(connection.isAnswered()).isTrue();
        return connection;
    }

    /// A connection that the server knows of and that has sent nothing.
    private RawHttp silent(String from) {
        int before = server.openConnections();
        RawHttp connection = connect(from);
        Eventually.within(
                Duration.ofSeconds(10), "the connection is counted", () -> server.openConnections() == before + 1);
        return connection;
    }

    @Test
    void oneAddressHasNoMoreThanItsBoundAndOthersHaveTheirs() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            idle("127.0.0.2");
        }

        RawHttp.Reply refusal = connect("127.0.0.2").reply().orElseThrow();

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.body()).contains("\"code\":\"unavailable\"");
        assertThat(refusal.header("Retry-After")).contains("2");
        assertThat(refusal.header("X-Request-Id")).isPresent();
        idle("127.0.0.3");
    }

    @Test
    void connectionThatSaysNothingTakesItsPlaceToo() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            silent("127.0.0.2");
        }

        assertThat(connect("127.0.0.2").reply().map(RawHttp.Reply::status)).contains(503);
    }

    @Test
    void requestThatFallsSilentIsHungUpOnLongBeforeAnIdleConnection() {
        silent("127.0.0.2").send("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");

        Eventually.within(Duration.ofSeconds(30), "it is hung up on", () -> server.openConnections() == 0);
    }

    @Test
    void placeIsFreeAgainWhenAConnectionEnds() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            idle("127.0.0.2");
        }
        connections.getFirst().close();

        Eventually.within(Duration.ofSeconds(10), "a place is free", () -> connect("127.0.0.2").isAnswered());
    }

    @Test
    void whenAllPlacesAreTakenANewcomerGetsOneOfTheStrongestHolder() {
        RawHttp person = idle("127.0.0.10");
        RawHttp another = idle("127.0.0.11");
        List<RawHttp> ofStrongest = List.of(idle("127.0.0.2"), silent("127.0.0.2"), idle("127.0.0.2"));
        List<RawHttp> ofNext = List.of(idle("127.0.0.3"), idle("127.0.0.3"), idle("127.0.0.4"));

        RawHttp newcomer = idle("127.0.0.12");

        assertThat(newcomer.isAnswered()).isTrue();
        assertThat(List.of(person, another)).allMatch(RawHttp::isAnswered);
        assertThat(ofNext).allMatch(RawHttp::isAnswered);
        assertThat(ofStrongest).filteredOn(RawHttp::isAnswered).hasSize(2);
    }

    @Test
    void whoeverHasAsManyAsOthersTakesNoPlaceOfTheirs() {
        List<RawHttp> people = new ArrayList<>();
        for (int i = 0; i < IN_ALL; i++) {
            people.add(idle("127.0.0." + (10 + i)));
        }

        Optional<RawHttp.Reply> refusal = connect("127.0.0.10").reply();

        assertThat(refusal.map(RawHttp.Reply::status)).contains(503);
        assertThat(people).allMatch(RawHttp::isAnswered);
    }

    @Test
    void trustedProxyHasNoBoundOfItsOwnAndKeepsItsConnections() {
        List<RawHttp> ofProxy = new ArrayList<>();
        for (int i = 0; i < IN_ALL; i++) {
            ofProxy.add(idle(PROXY));
        }

        assertThat(connect("127.0.0.2").reply().map(RawHttp.Reply::status)).contains(503);
        assertThat(ofProxy).allMatch(RawHttp::isAnswered);
    }

    @Test
    void headThatDripsIsCutOff() {
        RawHttp slow = connect("127.0.0.2").send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        assertThat(slow.drip("a".repeat(100))).isLessThan(100);
    }

    @Test
    void bodyThatDripsIsCutOff() {
        RawHttp slow = connect("127.0.0.2")
                .send("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{");

        assertThat(slow.drip(" ".repeat(100))).isLessThan(100);
    }

    @Test
    void timeBetweenRequestsIsNotThatOfARequest() {
        RawHttp patient = idle("127.0.0.2");

        for (int i = 0; i < 3; i++) {
            assertThat(patient.isLeftAloneFor(Duration.ofMillis(600))).isTrue();
            assertThat(patient.isAnswered()).isTrue();
        }
    }

    @Test
    void boundThatIsReachedIsAnEventAndAMetric() {
        try (TestServer other = TestServer.start(
                new ManualClock(), Map.of("http.max-connections-per-address", "1", "guard.layers", "events"))) {
            for (int i = 0; i < 3; i++) {
                connections.add(RawHttp.connect("127.0.0.2", other.port()));
            }
            assertThat(connections.getLast().reply().map(RawHttp.Reply::status)).contains(503);

            JsonNode event = new Events(other.client().asAdmin()).await("type=excess_rate_limit_exceeded");
            assertThat(event.get("details").get("rule").asString()).isEqualTo("connections-per-address");
            assertThat(event.get("ip").asString()).isEqualTo("127.0.0.2");
            assertThat(other.client().get("/metrics").text())
                    .contains("tollgate_http_connections_refused_total{reason=\"address\"} 2.0");
        }
    }
}
