package io.tollgate.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.InstalledPostgres;
import io.tollgate.server.testing.ProcessLogging;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// `db backup` beside a running server, and `db restore`.
@ExtendWith(ProcessLogging.class)
@Isolated("captures the output of the process")
class BackupCommandTest {
    private static final String ANN = "ann@example.org";
    private static final byte[] NOTES = "Ann's notes".repeat(1_000).getBytes(UTF_8);
    private static final Map<String, String> WRAPPED = Map.of("keys.secret", "a secret of more than sixteen characters");

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    private Path data;
    private Path copy;
    private Path file;

    @BeforeEach
    void name() {
        data = folder.resolve("data");
        copy = folder.resolve("copy");
        file = folder.resolve("backup.zip");
    }

    private record Run(int exitCode, String said) {}

    private static Run run(Map<String, String> settings, String... words) {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        settings.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(said, true, UTF_8)) {
            System.setOut(captured);
            System.setErr(captured);
            return new Run(Tollgate.run(Map.of(), arguments.toArray(String[]::new)), said.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private Run backUp() {
        return run(Map.of("data.dir", data.toString()), "db", "backup", file.toString());
    }

    private Run restore() {
        return run(Map.of("data.dir", copy.toString()), "db", "restore", file.toString());
    }

    private void signUpAndUpload(TestServer server) {
        Answer signUp = server.client().signUp(ANN);
        assertThat(server.client().as(signUp.at("/accessToken")).upload("notes.txt", NOTES).status()).isEqualTo(201);
    }

    private static void assertServesAnnAndHerNotes(TestServer server) {
        ApiClient ann = server.client().as(server.client().logIn(ANN, ApiClient.PASSWORD).at("/accessToken"));
        String id = ann.get("/api/files").at("/files/0/id");
        assertThat(ann.get("/api/files/" + id + "/content").body()).isEqualTo(NOTES);
    }

    @Nested
    class OfTheEmbeddedDatabase {

        @Test
        void isServedFromAnotherFolder() throws IOException {
            try (TestServer server = TestServer.start(clock, WRAPPED, data)) {
                signUpAndUpload(server);
                Files.writeString(data.resolve("files/incoming/half"), "half an upload");

                Run run = run(
                        Map.of("data.dir", data.toString(), "keys.secret", WRAPPED.get("keys.secret")),
                        "db", "backup", file.toString());

                assertThat(run).isEqualTo(new Run(0, "Wrote " + file + ": the database and 1 files, 1 MB.\n"
                        + "keys.secret is not in it; keep it elsewhere, for without it nothing starts on this copy.\n"));
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
                try (var left = Files.list(folder)) {
                    assertThat(left).containsExactlyInAnyOrder(data, file);
                }
            }

            assertThat(restore()).isEqualTo(new Run(0, "Restored the database and 1 files, 1 MB to " + copy + ".\n"));

            try (TestServer server = TestServer.start(clock, WRAPPED, copy)) {
                assertServesAnnAndHerNotes(server);
            }
        }

        @Test
        void leavesOutWhatTheSystemKeepsOnAVolumeAndIsRestoredToOne() throws IOException {
            for (String volume : List.of("data/files", "data/archive", "copy", "copy/files")) {
                Path lost = Files.createDirectories(folder.resolve(volume).resolve("lost+found"));
                Files.writeString(lost.resolve("#12"), "somebody's");
                Files.setPosixFilePermissions(lost, Set.of());
            }
            try (TestServer server = TestServer.start(clock, Map.of(), data)) {
                signUpAndUpload(server);
                assertThat(backUp().said()).contains("the database and 1 files");
            }

            assertThat(restore()).isEqualTo(new Run(0, "Restored the database and 1 files, 1 MB to " + copy + ".\n"));

            try (TestServer server = TestServer.start(clock, Map.of(), copy)) {
                assertServesAnnAndHerNotes(server);
            }
        }

        @Test
        void isNotRestoredBesideFilesHoweverDeep() throws IOException {
            TestServer.start(clock, Map.of(), data).close();
            backUp();
            Files.createDirectories(copy.resolve("files/ab"));
            Files.writeString(copy.resolve("files/ab/file"), "somebody's");

            assertThat(restore().said()).contains(copy + " is not empty");
        }

        @Test
        void neverOverwrites() throws IOException {
            TestServer.start(clock, Map.of(), data).close();
            Files.writeString(file, "yesterday's");
            assertThat(backUp()).isEqualTo(new Run(1, "tollgate: " + file + " is there already\n"));
            assertThat(file).hasContent("yesterday's");
            Files.delete(file);
            assertThat(backUp().said()).contains("Whoever reads it can sign tokens of this server");

            Files.createDirectories(copy);
            Files.writeString(copy.resolve("other"), "somebody's");
            assertThat(restore())
                    .isEqualTo(new Run(1, "tollgate: " + copy + " is not empty; name another folder with --data.dir\n"));
        }

        @Test
        void saysThatThereIsNothingToCopyAndLeavesNothing() throws IOException {
            Run run = backUp();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.said()).contains("there is no " + data).doesNotContain("\tat ");
            try (var left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }

        @Test
        void thatIsNotWholeLeavesNothingToStartOn() throws IOException {
            try (TestServer server = TestServer.start(clock, Map.of(), data)) {
                signUpAndUpload(server);
                backUp();
            }
            byte[] whole = Files.readAllBytes(file);
            for (int length : new int[] {0, 100, whole.length / 2}) {
                Files.write(file, Arrays.copyOf(whole, length));
                copy = folder.resolve("copy-" + length);

                Run run = restore();

                assertThat(run.exitCode()).as(run.said()).isEqualTo(1);
                assertThat(run.said()).doesNotContain("\tat ");
                assertThat(copy.resolve("tollgate.db")).doesNotExist();
            }
        }

        @Test
        void whoseDatabaseIsBrokenLeavesNoneUnderItsName() throws IOException {
            CRC32 crc = new CRC32();
            crc.update(NOTES);
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                ZipEntry database = new ZipEntry("tollgate.db");
                database.setMethod(ZipEntry.STORED);
                database.setSize(NOTES.length);
                database.setCrc(crc.getValue());
                zip.putNextEntry(new ZipEntry("files/ab/cd"));
                zip.write(1);
                zip.putNextEntry(database);
                zip.write(NOTES);
            }
            byte[] broken = Files.readAllBytes(file);
            broken[broken.length / 2] ^= 1;
            Files.write(file, broken);

            Run run = restore();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.said()).contains("invalid entry CRC").doesNotContain("\tat ");
            assertThat(copy).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("tollgate.db"));
        }

        @Test
        void isRestoredForNobodyElseToRead() throws IOException {
            try (TestServer server = TestServer.start(clock, Map.of(), data)) {
                signUpAndUpload(server);
                backUp();
            }

            restore();

            try (var restored = Files.walk(copy)) {
                assertThat(restored).isNotEmpty().allSatisfy(path -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            }
        }

        @Test
        void thatSomebodyMadeUpWritesNothingOutsideTheFolder() throws IOException {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                zip.putNextEntry(new ZipEntry("files/../../outside"));
                zip.write(1);
            }

            assertThat(restore().said()).contains("is no backup: it has an entry files/../../outside");
            assertThat(folder.resolve("outside")).doesNotExist();
        }
    }

    @Nested
    class OfPostgresql {

        @Test
        void isLeftToItsOwnProgramWithoutThePasswordOnTheCommandLine() {
            Run run = run(
                    Map.of(
                            "database.url", "jdbc:postgresql://db.example.org:5433/auth?password=hunter2&sslmode=verify-full",
                            "database.user", "o'hara",
                            "database.password", "hunter3",
                            "data.dir", data.toString()),
                    "db", "backup", file.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.said())
                    .contains("PGSSLMODE=verify-full pg_dump --format=custom --file=" + file
                            + " --host=db.example.org --port=5433 '--username=o'\\''hara' --dbname=auth\n")
                    .contains("cp -a " + data.resolve("files") + " " + folder + "/\n")
                    .doesNotContain("hunter");
            assertThat(file).doesNotExist();
        }

        @Test
        void isServedFromAnotherDatabase() throws IOException {
            Optional<Path> bin = InstalledPostgres.bin();
            Assumptions.assumeTrue(bin.isPresent(), "no PostgreSQL with pg_dump in /usr/lib/postgresql: not tested");
            try (InstalledPostgres postgres = InstalledPostgres.start(bin.get(), folder)) {
                Map<String, String> settings = new HashMap<>(postgres.create("auth"));
                settings.put("data.dir", data.toString());
                Files.createDirectories(copy);
                try (TestServer server = TestServer.start(clock, settings, data)) {
                    signUpAndUpload(server);
                    Run run = run(settings, "db", "backup", copy.resolve("auth.dump").toString());
                    postgres.shell(run.said().lines().filter(line -> line.startsWith("  ")).collect(Collectors.joining("\n")));
                }

                Map<String, String> restored = postgres.create("restored");
                postgres.shell("pg_restore --exit-on-error -d restored " + copy.resolve("auth.dump"));

                try (TestServer server = TestServer.start(clock, restored, copy)) {
                    assertServesAnnAndHerNotes(server);
                }
            }
        }

        @Test
        void isNotRestoredByThisCommand() {
            Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
            settings.put("data.dir", copy.toString());

            Run run = run(settings, "db", "restore", file.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.said()).contains("pg_restore");
            assertThat(copy).doesNotExist();
        }
    }
}
