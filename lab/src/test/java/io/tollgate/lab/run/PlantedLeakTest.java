package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.Growth;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.testing.LeakyServer;
import io.tollgate.lab.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A soak finds what a server forgets to let go of, and finds nothing with one that forgets nothing.
@Tag("long")
class PlantedLeakTest {
    private static final Duration SOAK = Duration.ofMinutes(8);

    @TempDir
    private Path folder;

    private static ScenarioResult soak(TestServer server) throws Exception {
        RunOptions options = new RunOptions(
                server.uri(), Trust.ofSystem(), Identities.ofRunningServer(), Optional.of(TestServer.ADMIN), 1,
                List.of(Threshold.parse("leaks=0")), Optional.empty());
        return new ScenarioRun(Catalogue.find("normal").orElseThrow().lasting(SOAK), options, Progress.silent())
                .run()
                .result();
    }

    @Test
    void plantedLeaksAreFound() throws Exception {
        try (TestServer server = TestServer.start(LeakyServer.class.getName(), folder)) {
            ScenarioResult result = soak(server);

            assertThat(result.growths())
                    .filteredOn(Growth::isLeak)
                    .extracting(Growth::name)
                    .contains("live heap", "open files", "threads");
            assertThat(leaks(result).held()).isFalse();
        }
    }

    @Test
    void withoutALeakNoneIsFound() throws Exception {
        try (TestServer server = TestServer.start(folder)) {
            ScenarioResult result = soak(server);

            assertThat(result.growths()).hasSize(5).noneMatch(Growth::isLeak);
            assertThat(leaks(result).held()).isTrue();
        }
    }

    private static ThresholdResult leaks(ScenarioResult result) {
        return result.thresholds().stream()
                .filter(threshold -> threshold.name().equals("leaks"))
                .findFirst()
                .orElseThrow();
    }
}
