package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.testing.OwnCertificate;
import io.tollgate.lab.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs against a server that speaks TLS itself.
class TlsRunTest {
    @TempDir
    private static Path folder;

    private static OwnCertificate certificate;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        certificate = OwnCertificate.make(folder);
        server = TestServer.start(certificate, Files.createDirectory(folder.resolve("data")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Outcome run(URI target, Trust trust) throws Exception {
        return new ScenarioRun(
                        Catalogue.find("smoke").orElseThrow().lasting(Duration.ofSeconds(3)),
                        new RunOptions(
                                target, trust, Identities.ofRunningServer(), Optional.of(TestServer.ADMIN), 1, List.of(),
                                Optional.empty()),
                        Progress.silent())
                .run();
    }

    @Test
    void usersAreServedAndTheServersOwnFiguresRead() throws Exception {
        Outcome outcome = run(server.uri(), Trust.of(certificate.certificate()));

        assertThat(IntStream.range(0, outcome.recording().size()).mapToObj(outcome.recording()::line))
                .allMatch(line -> line.failure() == Failure.NONE);
        assertThat(outcome.result().responseTime().count()).isEqualTo(30);
        assertThat(outcome.result().memoryUsage()).isNotNull();
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() {
        assertThatIOException().isThrownBy(() -> run(server.uri(), Trust.ofSystem())).withMessageContaining("--ca");
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        URI byName = URI.create("https://localhost:" + server.uri().getPort());

        assertThatIOException()
                .isThrownBy(() -> run(byName, Trust.of(certificate.certificate())))
                .withMessageContaining("localhost");
        // What the run is greeted with is another client than those that do the work.
        assertThatIOException().isThrownBy(() -> send(byName, Trust.of(certificate.certificate())));
        assertThatIOException().isThrownBy(() -> send(server.uri(), Trust.ofSystem()));
    }

    private static void send(URI target, Trust trust) throws IOException {
        try (Client client = Sources.of(target, trust).client(16, 1)) {
            client.send(Request.get("/livez"));
        }
    }
}
