package io.tollgate.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRenewalTest {
    private static final String LIVEZ = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanoTime = new AtomicLong();
    private final TestCertificate first = TestCertificate.ec();
    private final TestCertificate second = TestCertificate.rsa();

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(clock, nanoTime::get, first.writeTo(folder));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void aMinutePasses() {
        nanoTime.addAndGet(Duration.ofSeconds(61).toNanos());
    }

    private boolean shows(TestCertificate certificate) {
        return server.client(certificate).get("/livez").status() == 200;
    }

    private static boolean isAnswered(RawHttp connection) {
        return connection.send(LIVEZ).reply().filter(reply -> reply.status() == 200).isPresent();
    }

    @Test
    void newFilesAreUsedWithoutARestartAndConnectionsStay() throws IOException {
        try (RawHttp open = RawHttp.connect(server.port()).secured(first)) {
            assertThat(isAnswered(open)).isTrue();
            second.writeTo(folder);
            assertThat(shows(first)).as("within the minute").isTrue();

            aMinutePasses();

            assertThat(shows(second)).isTrue();
            assertThat(isAnswered(open)).isTrue();
        }
    }

    @Test
    void linkThatPointsElsewhereIsARenewalToo(@TempDir Path other) throws IOException {
        Map<String, String> files = second.writeTo(other);
        for (String setting : files.keySet()) {
            Path link = folder.resolve(Path.of(files.get(setting)).getFileName());
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of(files.get(setting)));
        }

        aMinutePasses();

        assertThat(shows(second)).isTrue();
    }

    @Test
    void filesThatCannotBeUsedAreLoggedAndTheOldOnesStay() throws IOException {
        try (LogText log = LogText.capture()) {
            Files.writeString(folder.resolve("server.crt"), second.certificatePem());
            aMinutePasses();

            assertThat(shows(first)).isTrue();
            assertThat(log.text()).contains("tls.key", "stays").doesNotContain("PRIVATE");
        }
        Files.writeString(folder.resolve("server.key"), second.keyPem());
        aMinutePasses();

        assertThat(shows(second)).as("once the other file is there").isTrue();
    }

    @Test
    void filesThatCouldNotBeUsedAreTriedAgainThoughTheyAreTheSameAndComplainedOfOnce() throws IOException {
        Instant later = Instant.ofEpochSecond(clock.instant().plus(Duration.ofHours(1)).getEpochSecond());
        TestCertificate early = TestCertificate.ec(later, later.plus(Duration.ofDays(1)));
        early.writeTo(folder);
        try (LogText log = LogText.capture()) {
            for (int minute = 0; minute < 3; minute++) {
                aMinutePasses();
                assertThat(shows(first)).isTrue();
            }
            assertThat(log.text().lines().filter(line -> line.contains("stays") && line.contains(folder.toString()))).hasSize(1);
        }

        clock.advance(Duration.ofHours(2));
        aMinutePasses();

        assertThat(shows(early)).isTrue();
    }

    @Test
    void filesThatAreGoneLeaveTheOldOnes() throws IOException {
        Files.delete(folder.resolve("server.key"));

        aMinutePasses();

        assertThat(shows(first)).isTrue();
    }
}
