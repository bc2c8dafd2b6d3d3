package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.PersonTraffic;
import io.tollgate.server.testing.Programs;
import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.core.ExecutableProvider;

/// `deploy/nodes/nodes` with processes of every kind, PostgreSQL and Redis from the artifacts of these tests.
@Tag("long")
class NodesScriptTest {
    private static final Path SCRIPT = Path.of("..", "deploy", "nodes", "nodes");
    private static final int PEOPLE = 4;

    @TempDir
    private Path folder;

    private Path nodes;
    private final Map<String, String> programs = new HashMap<>();

    @BeforeEach
    void findPrograms() throws IOException {
        Programs.require("nginx");
        nodes = folder.resolve("nodes of a test");
        // Unpacks PostgreSQL.
        TestDatabase.POSTGRESQL.freshSettings();
        programs.putAll(Map.of(
                "TOLLGATE", launcher().toString(),
                "REDIS_SERVER", ExecutableProvider.newJarResourceProvider().get().getPath(),
                "POSTGRES_BIN", postgresBin().toString()));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (nodes != null && Files.exists(nodes.resolve("options"))) {
            run("stop");
        }
    }

    private static Path postgresBin() throws IOException {
        try (Stream<Path> unpacked = Files.list(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"))) {
            return unpacked.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// The classes of these tests, since there is no jar yet when they run.
    private Path launcher() throws IOException {
        Path launcher = Files.writeString(folder.resolve("launcher"), """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m --enable-native-access=ALL-UNNAMED \\
                  --sun-misc-unsafe-memory-access=allow -cp '%s' io.tollgate.server.cli.Tollgate "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(String... words) throws IOException, InterruptedException {
        Ended ended = end(words);
        assertThat(ended.exitCode()).as(ended.said()).isZero();
        return ended.said();
    }

    private record Ended(int exitCode, String said) {}

    private Ended end(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--folder", nodes.toString()));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(programs);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /// Of a version whose settings are fine and that does not start.
    private Path launcherThatFails() throws IOException {
        Path launcher = Files.writeString(folder.resolve("launcher-that-fails"), "#!/bin/sh\n[ \"$1\" != serve ]\n");
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private void startWithoutLimits(String redis, int port) throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("settings.yaml"), "guard.layers: none\n");
        run("start", "--redis", redis, "--port", String.valueOf(port), "--settings", settings.toString());
    }

    @Test
    void restartsAllThreeWithoutAFailedRequestAndOneMayDie() throws IOException, InterruptedException {
        startWithoutLimits("single", 26_100);
        ApiClient client = new ApiClient(URI.create("http://127.0.0.1:26100"));
        try (PersonTraffic traffic = PersonTraffic.begin(PEOPLE, client)) {
            traffic.awaitMore();
            run("restart");
            traffic.awaitMore();
            assertThat(traffic.failures()).isEmpty();

            run("kill", "2");
            traffic.awaitMore();
            // Uploads that it had under way may have been done, so nobody sends them again.
            assertThat(traffic.failures()).hasSizeLessThanOrEqualTo(PEOPLE).allMatch(failure -> failure.startsWith("502"));
            assertThat(run("status")).containsPattern("2 +26102 +- +away");

            run("start", "2");
            assertThat(run("status")).containsPattern("2 +26102 +\\d+ +ready").doesNotContain("away");
        }
        run("stop");
        assertThat(run("status")).doesNotContain("runs").doesNotContain("ready");
    }

    @Test
    void versionThatDoesNotStartTakesOneNodeAndNoRequest() throws IOException, InterruptedException {
        startWithoutLimits("single", 26_400);
        String launcher = programs.get("TOLLGATE");
        try (PersonTraffic traffic = PersonTraffic.begin(PEOPLE, new ApiClient(URI.create("http://127.0.0.1:26400")))) {
            traffic.awaitMore();
            programs.put("TOLLGATE", launcherThatFails().toString());
            Ended upgrade = end("restart");
            assertThat(upgrade.exitCode()).isEqualTo(1);
            assertThat(upgrade.said()).contains("1 did not start");
            traffic.awaitMore();
            assertThat(run("status"))
                    .containsPattern("1 +26401 +- +away, taken out")
                    .containsPattern("2 +26402 +\\d+ +ready")
                    .containsPattern("3 +26403 +\\d+ +ready");

            programs.put("TOLLGATE", launcher);
            run("restart", "1");
            traffic.awaitMore();
            assertThat(run("status")).containsPattern("1 +26401 +\\d+ +ready\n");
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"cluster, 26200", "sentinel, 26300"})
    void nodesUseEveryKindOfRedis(String redis, int port) throws IOException, InterruptedException {
        startWithoutLimits(redis, port);

        ApiClient node = new ApiClient(URI.create("http://127.0.0.1:" + (port + 1)));
        assertThat(node.get("/readyz?verbose").at("/components/redis/status")).isEqualTo("up");
    }
}
