package io.tollgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ChildServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the launcher runs after a build, wherever somebody called it.
class CommandsOfTheBuildTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "train"})
    void useNothingOfTheServerWhoseSettingsLieThere(String command) throws IOException, InterruptedException {
        Path data = folder.resolve("people's data");
        Path settings = Files.writeString(folder.resolve("tollgate.yaml"), """
                data.dir: "%s"
                database.url: jdbc:postgresql://127.0.0.1:1/production
                """.formatted(data));
        Path schema = folder.resolve("schema.db");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dtollgate.schema=" + schema,
                        "-cp", ChildServer.classPath(),
                        "io.tollgate.server.cli.Tollgate", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(settings) && !file.equals(schema));
    }
}
