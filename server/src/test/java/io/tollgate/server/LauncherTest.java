package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher beside jars that were built elsewhere, with a JDK that says what it was told to run.
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "tollgate");

    /// What the launcher needs of a system beside the shell's own commands.
    private static final List<String> PROGRAMS = List.of("dirname", "readlink", "find", "head", "mkdir", "rm");

    @TempDir
    private Path folder;

    private Path home;
    private Path launcher;
    private Path jdk;
    private Path path;

    private record Run(int exitCode, String out, String err) {

        private List<String> arguments() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(folder.resolve("a home with spaces"));
        launcher = script(home.resolve("tollgate"), Files.readString(LAUNCHER));
        Files.createDirectories(home.resolve("server/target/lib"));
        Files.createFile(home.resolve("server/target/tollgate-server.jar"));
        Files.createDirectories(home.resolve("target"));
        Files.createFile(home.resolve("target/built"));
        jdk = jdk("a jdk", "25.0.3");
        path = Files.createDirectory(folder.resolve("path"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(path.resolve(program), Programs.require(program));
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.createDirectory(made.resolve("bin"));
        script(made.resolve("bin/java"), "#!/bin/sh\necho \"$JAVA_HOME\"\nprintf '%s\\n' \"$@\"\n");
        return made;
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(Path command, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", command.toString()));
        words.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Run(exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        return run(launcher, Map.of("JAVA_HOME", jdk.toString()), arguments);
    }

    private void assertRunsOn(Path expected, Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.arguments()).startsWith(expected.toString());
    }

    @Nested
    class Jdk {

        @Test
        void isThatOfJavaHome() throws IOException, InterruptedException {
            assertRunsOn(jdk, run("serve"));
        }

        @Test
        void isFoundOnThePathThroughLinks() throws IOException, InterruptedException {
            Path alternatives = Files.createDirectory(folder.resolve("alternatives"));
            Files.createSymbolicLink(alternatives.resolve("java"), jdk.resolve("bin/java"));
            Files.createSymbolicLink(path.resolve("java"), Path.of("../alternatives/java"));

            assertRunsOn(jdk, run(launcher, Map.of(), "serve"));
        }

        @Test
        void thatIsTooOldIsPassedOver() throws IOException, InterruptedException {
            Files.createSymbolicLink(path.resolve("java"), jdk.resolve("bin/java"));
            Path old = jdk("an old one", "21.0.1");

            assertRunsOn(jdk, run(launcher, Map.of("JAVA_HOME", old.toString()), "serve"));
        }

        @Test
        void thatIsNowhereIsToldWithWhereItWasLookedFor() throws IOException, InterruptedException {
            // Newer than any that the machine of this test may have.
            script(launcher, Files.readString(LAUNCHER).replace("\nwanted=25\n", "\nwanted=999\n"));

            Run run = run("serve");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("no JDK 999 or newer found", "JAVA_HOME (" + jdk + ")", "/usr/lib/jvm");
        }
    }

    @Nested
    class Server {

        @Test
        void getsItsArgumentsAsTheyAreAndPathsWithSpacesInOnePiece() throws IOException, InterruptedException {
            Files.createFile(home.resolve("server/target/tollgate.aot"));

            Run run = run(
                    launcher,
                    Map.of("JAVA_HOME", jdk.toString(), "TOLLGATE_JAVA_OPTS", "-Da=1 -Db=2"),
                    "serve", "--data.dir", "some data", "");

            assertThat(run.arguments())
                    .contains(
                            "-Dorg.sqlite.lib.path=" + home.resolve("server/target/sqlite"),
                            "-Dtollgate.schema=" + home.resolve("server/target/sqlite/schema.db"),
                            "-XX:AOTCache=" + home.resolve("server/target/tollgate.aot"),
                            "-Da=1",
                            "-Db=2")
                    .endsWith(
                            "-cp",
                            home.resolve("server/target/tollgate-server.jar") + ":" + home.resolve("server/target/lib/*"),
                            "io.tollgate.server.cli.Tollgate",
                            "serve",
                            "--data.dir",
                            "some data",
                            "");
        }

        @Test
        void isThatOfTheFolderALinkLeadsTo() throws IOException, InterruptedException {
            Path bin = Files.createDirectory(folder.resolve("bin"));
            Files.createSymbolicLink(bin.resolve("absolute"), launcher);
            Files.createSymbolicLink(bin.resolve("tollgate"), Path.of("absolute"));

            Run run = run(bin.resolve("tollgate"), Map.of("JAVA_HOME", jdk.toString()), "serve");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains(home.resolve("server/target/tollgate-server.jar").toString());
        }

        @Test
        void startsWithoutACache() throws IOException, InterruptedException {
            assertThat(run("--help").arguments()).noneMatch(argument -> argument.contains("AOTCache")).endsWith("--help");
        }

        @Test
        void isTrainedInAFolderWithSpaces() throws IOException, InterruptedException {
            Run run = run("train");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(home.resolve("server/target/sqlite")).isDirectory();
            assertThat(Files.readAllLines(home.resolve("server/target/train.log")))
                    .contains("prepare", "-XX:AOTCacheOutput=" + home.resolve("server/target/tollgate.aot"))
                    .endsWith("train");
        }
    }

    @Nested
    class Lab {

        @Test
        void isToldWhereTheServerIs() throws IOException, InterruptedException {
            assertThat(run("lab", "list").arguments()).contains("-Dtollgate.home=" + home).endsWith("io.tollgate.lab.Lab", "list");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "train", "test", "screenshots"})
    void helpOfWhatTheLauncherDoesItselfIsFine(String command) throws IOException, InterruptedException {
        Run run = run(command, "--help");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("usage: tollgate " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"build nothing", "train --nonsense", "test --nonsense", "screenshots --help more"})
    void wrongUsageIsTwo(String arguments) throws IOException, InterruptedException {
        Run run = run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("usage: tollgate ");
    }
}
