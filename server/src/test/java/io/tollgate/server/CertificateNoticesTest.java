package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CertificateNoticesTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String GAUGE = "tollgate_tls_certificate_not_after_seconds ";

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path folder;

    private TestCertificate certificate;

    /// Certificates count in whole seconds.
    private TestCertificate issue(Duration life) throws IOException {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        TestCertificate issued = TestCertificate.ec(now, now.plus(life));
        settings.putAll(issued.writeTo(folder));
        return issued;
    }

    private TestServer start() {
        return TestServer.start(clock, nanoTime::get, settings);
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanoTime.addAndGet(time.toNanos());
    }

    private ApiClient admin(TestServer server) {
        // Whoever lets days pass makes the change feed late until it is polled again.
        Eventually.within(Duration.ofSeconds(10), "ready", () ->
                server.client(certificate).get("/readyz").status() == 200);
        return server.client(certificate).asAdmin();
    }

    private List<String> stages(TestServer server) {
        return new Events(admin(server)).find("type=sys_certificate_expires").reversed().stream()
                .map(event -> event.at("/details/stage").asString())
                .toList();
    }

    private List<JsonNode> alerts(TestServer server) {
        return StreamSupport.stream(admin(server).get("/api/admin/alerts").json().get("alerts").spliterator(), false)
                .filter(alert -> alert.get("kind").asString().equals("certificate_expires"))
                .toList();
    }

    private String health(TestServer server, String what) {
        return admin(server).get("/api/admin/health").at("/components/certificate/" + what);
    }

    private static Optional<String> gauge(TestServer server, TestCertificate shown) {
        return server.client(shown).get("/metrics").text().lines()
                .filter(line -> line.startsWith(GAUGE))
                .map(line -> line.substring(GAUGE.length()))
                .findFirst();
    }

    @Nested
    class WithTwoNodes {

        @BeforeEach
        void configure() throws IOException {
            settings.putAll(TestDatabase.POSTGRESQL.freshSettings());
            settings.put("guard.layers", "events,alerts");
            certificate = issue(DAY.multipliedBy(90));
        }

        @Test
        void eachStageIsToldOfOnceOverNodesAndRestarts() {
            try (TestServer one = start()) {
                try (TestServer other = start()) {
                    pass(DAY.multipliedBy(75));
                    List.of(one, other).forEach(TestServer::maintain);
                    assertThat(stages(one)).isEmpty();
                    assertThat(health(one, "status")).isEqualTo("up");

                    pass(DAY.plusSeconds(1));
                    List.of(one, other, one).forEach(TestServer::maintain);
                    assertThat(stages(other)).containsExactly("soon");
                    assertThat(alerts(other)).singleElement().satisfies(alert -> assertThat(alert.get("evidence").asString())
                            .contains("expires: " + certificate.certificate().getNotAfter().toInstant())
                            .contains("CN=Tollgate test"));
                    assertThat(health(other, "status")).isEqualTo("down");
                    assertThat(health(other, "detail")).startsWith("expires at ");
                }
                pass(DAY);
                try (TestServer restarted = start()) {
                    restarted.maintain();
                    assertThat(stages(restarted)).containsExactly("soon");
                }
                pass(DAY.multipliedBy(10));
                one.maintain();
                one.maintain();
                assertThat(stages(one)).containsExactly("soon", "very_soon");
                assertThat(alerts(one)).hasSize(2);
            }
        }
    }

    @Nested
    class WithOneNode {

        @BeforeEach
        void configure() throws IOException {
            settings.put("guard.layers", "events,alerts");
            certificate = issue(DAY.multipliedBy(90));
        }

        @Test
        void endIsOnThePageForPrometheus() {
            try (TestServer server = start()) {
                assertThat(gauge(server, certificate).map(Double::parseDouble))
                        .contains((double) certificate.certificate().getNotAfter().toInstant().getEpochSecond());
            }
        }

        @Test
        void expiryItselfIsToldOfTheRenewalIsQuietAndTheNextOneCountsAnew() throws IOException {
            try (TestServer server = start()) {
                pass(DAY.multipliedBy(91));
                server.maintain();

                certificate = issue(DAY.multipliedBy(90));
                pass(Duration.ofMinutes(2));
                server.maintain();
                assertThat(stages(server)).containsExactly("expired");
                assertThat(health(server, "status")).isEqualTo("up");

                pass(DAY.multipliedBy(80));
                server.maintain();
                assertThat(stages(server)).containsExactly("expired", "soon");
            }
        }

        @Test
        void renewalThatNobodyHasConnectedSinceIsSeen() throws IOException {
            try (TestServer server = start()) {
                pass(DAY.multipliedBy(80));
                certificate = issue(DAY.multipliedBy(90));

                server.maintain();

                assertThat(stages(server)).isEmpty();
            }
        }
    }

    @Test
    void serverWithoutACertificateHasNeitherGaugeNorTrouble() {
        try (TestServer server = start()) {
            server.maintain();
            assertThat(server.client().get("/metrics").text()).doesNotContain(GAUGE.strip());
            assertThat(server.client().asAdmin().get("/api/admin/health").at("/components/certificate/status"))
                    .isEqualTo("off");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "90, 15, ",
        "90, 14, ",
        "90, 13, SOON",
        "90, 3, SOON",
        "90, 2, VERY_SOON",
        "90, 0, VERY_SOON",
        "90, -1, EXPIRED",
        // Of six days, as some authorities issue: renewed when half is left.
        "6, 3, ",
        "6, 2, ",
        "6, 1, SOON",
        "6, 0, VERY_SOON"
    })
    void stageIsThatOfTheTimeLeft(int life, int left, CertificateNotices.@Nullable Stage stage) {
        Instant until = clock.instant();

        assertThat(CertificateNotices.Stage.of(until.minus(DAY.multipliedBy(life)), until, until.minus(DAY.multipliedBy(left))))
                .isEqualTo(Optional.ofNullable(stage));
    }
}
