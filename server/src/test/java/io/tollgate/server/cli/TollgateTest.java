package io.tollgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.TollgateServer;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.ProcessLogging;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ProcessLogging.class)
@Isolated("captures the output of the process")
class TollgateTest {

    @TempDir
    private Path folder;

    private record Run(int exitCode, String out, String err) {}

    private static Run run(Map<String, String> environment, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
            int exitCode = Tollgate.run(environment, arguments);
            return new Run(
                    exitCode,
                    capturedOut.toString(StandardCharsets.UTF_8),
                    capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static Run run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private static String passwordIn(Run run) {
        return run.out().strip().replaceAll(".*: ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "config --help", "config print --help", "db --help", "admin --help", "--version", "serve --port 9000 --help", "-h", "guard -V"})
    void helpIsFine(String arguments) {
        Run run = run(arguments.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isNotBlank();
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "serve --nonsense", "serve --port", "config", "config nonsense", "db", "admin reset-password", "serve extra", "serve --port --host", "serve --port 1 --port=2", "serve -p 1", "guard ban", "guard score 192.0.2.1"})
    void wrongUsageIsTwo(String arguments) {
        Run run = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void configPrintShowsEverySettingAndNoSecret() {
        Run run = run(Map.of("TOLLGATE_ADMIN_PASSWORD", "hunter2-and-more"), "config", "print", "--port", "9000");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("port = 9000   (command line)", "admin.password = ***").doesNotContain("hunter2");
    }

    @Test
    void valueMayStandBehindEqualsAndHoldAnother() {
        Run run = run("config", "print", "--port=9000", "--mail.from=--a=b@example.org");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("port = 9000   (command line)", "mail.from = --a=b@example.org   (command line)");
    }

    @Test
    void misspeltOptionIsToldTheNearest() {
        assertThat(run("serve", "--prot", "1").err()).contains("--prot").contains("did you mean --port?");
    }

    @Test
    void helpOfACommandNamesWhatItTakes() {
        assertThat(run("guard", "score", "--help").out())
                .contains("Usage: tollgate guard score ADDRESS SCORE", "--config=FILE", "--port=VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin reset-password a@example.org", "guard list", "guard ban 192.0.2.1"})
    void whatIsDoneToAServerIsNotDoneInAFolderWithoutOne(String command) {
        Path wrong = folder.resolve("wrong");

        Run run = run((command + " --data.dir " + wrong).split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("there is no database " + wrong.resolve("tollgate.db"), "--config", "--data.dir")
                .doesNotContain("\tat ");
        assertThat(wrong).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "train"})
    void whatTheLauncherDoesAfterABuildIsFine(String command) {
        Run run = run(command);

        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void configCheckNamesEveryProblem() {
        Run run = run("config", "check", "--port", "x", "--hash.queue", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("port (command line)", "hash.queue (command line)").doesNotContain("\tat ");
    }

    @Test
    void senderThatIsNoAddressIsToldInOneLine() {
        Run run = run(
                "serve", "--port", "0", "--data.dir", folder.resolve("data").toString(),
                "--mail.host", "localhost", "--mail.from", "a..b@example.org");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("tollgate: mail.from").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.mmdb", "missing.csv", "broken.csv", "binary.csv"})
    void countryDatabaseThatCannotBeReadIsToldInOneLine(String name) throws IOException {
        Files.writeString(folder.resolve("broken.csv"), "nonsense\n");
        Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'});
        String file = folder.resolve(name).toString();

        Run run = run("serve", "--port", "0", "--data.dir", folder.resolve("data").toString(), "--geo.database", file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("tollgate: geo.database names " + file).doesNotContain("\tat ");
    }

    @Test
    void configCheckFindsWhatAStartWouldFind() throws IOException {
        Path nothing = folder.resolve("nothing");

        Run run = run(
                "config", "check",
                "--host", "nosuch.invalid",
                "--geo.database", nothing.toString(),
                "--admin.email", "a@example..org",
                "--mail.host", "localhost",
                "--mail.from", "a..b@example.org",
                "--tls.certificate", nothing.toString(),
                "--tls.key", nothing.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("tollgate: host: nosuch.invalid is neither ", "tollgate: geo.database", "tollgate: admin.email", "tollgate: mail.from", "tollgate: tls.certificate")
                .doesNotContain("\tat ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void configCheckOfGoodSettingsIsFine() {
        assertThat(run("config", "check").exitCode()).isZero();
    }

    @Test
    void serveOnPortInUseSaysSo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Run run = run("serve", "--port", String.valueOf(taken.getLocalPort()), "--data.dir", folder.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("127.0.0.1:" + taken.getLocalPort() + " is in use").doesNotContain("\tat ");
        }
    }

    @Test
    void firstAdminOfAStartThatFailedIsToldAtTheNext() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Run run = run("serve", "--port", String.valueOf(taken.getLocalPort()), "--data.dir", folder.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).doesNotContain("One-time password");
        }
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (TollgateServer server = ServeCommand.start(Settings.from(
                SettingsLoader.defaultsWith(Map.of("port", "0", "data.dir", folder.toString()))))) {
            Matcher password = Pattern.compile("One-time password: +(\\S+) ").matcher(said.toString(StandardCharsets.UTF_8));

            assertThat(password.find()).as(said.toString(StandardCharsets.UTF_8)).isTrue();
            assertThat(new ApiClient(URI.create("http://127.0.0.1:" + server.port()))
                            .logIn("admin@tollgate.local", password.group(1))
                            .status())
                    .isEqualTo(200);
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void serveOnAnAddressOfAnotherMachineSaysWhatIsWrong() {
        Run run = run("serve", "--host", "192.0.2.1", "--port", "8080", "--data.dir", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("cannot listen on 192.0.2.1:8080: ", "--host")
                .doesNotContain("in use", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch.invalid", "256.0.0.1", "127.0.0.1:8080", "a:b"})
    void serveOnAHostWithoutAnAddressSaysSo(String host) {
        Run run = run("serve", "--host", host, "--port", "0", "--data.dir", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("tollgate: host: " + host + " is neither an IP address nor ").doesNotContain("\tat ");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a host", "*", "http://127.0.0.1"})
    void hostThatCannotBeOneIsToldWithItsSource(String host) {
        for (String[] command : new String[][] {{"serve", "--host", host}, {"config", "check", "--host", host}}) {
            Run run = run(command);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("tollgate: host (command line): ").contains(host).hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file | file: something else is there already",
                "file/below | file/below: Not a directory",
                "/proc/nope | /proc/nope: there is no such file or folder"
            })
    void serveOnAFolderThatCannotBeMadeSaysWhy(String name, String reason) throws IOException {
        Files.createFile(folder.resolve("file"));

        Run run = run("serve", "--port", "0", "--data.dir", folder.resolve(name).toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("tollgate: cannot use the data folder ", reason).doesNotContain("\tat ");
    }

    @Test
    void reasonNamesAFileThatWasNotNamedBefore() {
        assertThat(Reason.of(new AccessDeniedException("a/b"), "cannot use a")).isEqualTo("a/b: permission denied");
        assertThat(Reason.of(new AccessDeniedException("a/b"), "cannot use a/b")).isEqualTo("permission denied");
        assertThat(Reason.of(new FileSystemException("a", null, "No space left on device"), "cannot use a"))
                .isEqualTo("No space left on device");
        assertThat(Reason.of(new IOException("first line\nsecond"), "")).isEqualTo("first line");
    }

    @Test
    void layersThatAreOffAreWarnedOfAtTheStart() {
        try (LogText log = LogText.capture();
                TestServer _ = TestServer.start(new ManualClock(), Map.of("guard.layers", "events,alerts"))) {
            assertThat(log.text()).containsOnlyOnce("layers of the guard are off, as guard.layers says: detection, limits, reputation");
        }
        try (LogText log = LogText.capture();
                TestServer _ = TestServer.start(new ManualClock(), Map.of("guard.layers", "all"))) {
            assertThat(log.text()).doesNotContain("layers of the guard");
        }
    }

    @Test
    void addressOfIpv6StandsInBrackets() {
        assertThat(new CannotListenException("::1", 8080, new BindException("Address already in use")))
                .hasMessage("[::1]:8080 is in use; choose another with --port");
        assertThat(Address.of("[::1]", 8080)).isEqualTo("[::1]:8080");
        assertThat(Address.of("localhost", 8080)).isEqualTo("localhost:8080");
    }

    @Test
    void serveOnFolderInUseSaysSo() {
        try (TestServer server = TestServer.start(new ManualClock(), Map.of(), folder)) {
            Run run = run("serve", "--port", "0", "--data.dir", server.dataDir().toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("another server uses").doesNotContain("\tat ");
        }
    }

    @Test
    void databaseThatIsAwayIsExplained() {
        Run run = run("db", "migrate", "--database.url", "jdbc:postgresql://127.0.0.1:1/none?password=hunter2");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("cannot connect").doesNotContain("\tat ").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "jdbc:postgresql://127.0.0.1:port/none?password=hunter2",
        "jdbc:postgresql://user:hunter2@127.0.0.1:5432/none",
        "jdbc:postgresql:///%ZZ?password=hunter2"
    })
    void databaseUrlThatCannotBeReadIsNotRepeated(String url) {
        for (String command : List.of("analyze", "migrate")) {
            Run run = run("db", command, "--database.url", url);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("tollgate: database.url").doesNotContain("\tat ", "hunter2");
        }
    }

    @Test
    void resetPasswordGivesNewOneAndEndsSessions() {
        try (TestServer server = TestServer.start(new ManualClock(), Map.of(), folder)) {
            String token = server.client().signUp("person@example.org").at("/refreshToken");

            Run run = run("admin", "reset-password", "Person@example.org", "--data.dir", folder.toString());

            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(server.client().logIn("person@example.org", passwordIn(run)).status()).isEqualTo(200);
            assertThat(server.client().refresh(token).status()).isEqualTo(401);
        }
    }

    @Test
    void resetPasswordLetsItsOwnerInThoughStrangersHaveUsedUpTheirGuesses() {
        Map<String, String> settings = Map.of("guard.layers", "all", "guard.login.account", "2/1h");
        try (TestServer server = TestServer.start(new ManualClock(), settings, folder)) {
            server.client().signUp("person@example.org");
            for (int i = 0; i < 3; i++) {
                server.client().logIn("person@example.org", "a stranger's guess " + i);
            }
            assertThat(server.client().logIn("person@example.org", ApiClient.PASSWORD).status()).isEqualTo(429);

            Run run = run("admin", "reset-password", "person@example.org", "--data.dir", folder.toString());

            String password = passwordIn(run);
            Eventually.within(Duration.ofSeconds(5), "the node has heard of it", () ->
                    server.client().logIn("person@example.org", password).status() == 200);
        }
    }

    @Test
    void resetPasswordLetsSomebodyInWhoseAddressWasNotVerified() {
        try (TestMailServer mails = new TestMailServer()) {
            Map<String, String> settings = new HashMap<>(mails.settings());
            settings.put("signup.verify-email", "true");
            try (TestServer server = TestServer.start(new ManualClock(), settings, folder)) {
                server.client().signUp("person@example.org");
                mails.awaitTo("person@example.org", 1);

                Run run = run("admin", "reset-password", "person@example.org", "--data.dir", folder.toString());

                assertThat(server.client().logIn("person@example.org", passwordIn(run)).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void resetPasswordTellsTheOwnerByMail() {
        try (TestMailServer mails = new TestMailServer();
                TestServer server = TestServer.start(Clock.systemUTC(), mails.settings(), folder)) {
            server.client().signUp("person@example.org");
            List<String> command = new ArrayList<>(
                    List.of("admin", "reset-password", "person@example.org", "--data.dir", folder.toString()));
            mails.settings().forEach((key, value) -> command.addAll(List.of("--" + key, value)));

            Run run = run(command.toArray(String[]::new));

            assertThat(mails.await("person@example.org", "Your password was reset by an operator").text())
                    .doesNotContain(passwordIn(run));
        }
    }

    @Test
    void resetPasswordOfADisabledAccountSaysThatItIs() {
        try (TestServer server = TestServer.start(new ManualClock(), Map.of(), folder)) {
            String account = "/api/admin/users/" + server.client().signUp("person@example.org").at("/user/id");
            server.client().asAdmin().post(account + "/disable");

            Run run = run("admin", "reset-password", "person@example.org", "--data.dir", folder.toString());

            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).contains("the account is disabled");
            assertThat(server.client().logIn("person@example.org", passwordIn(run)).status()).isEqualTo(401);
            server.client().asAdmin().post(account + "/enable");
            assertThat(server.client().logIn("person@example.org", passwordIn(run)).status()).isEqualTo(200);
        }
    }

    @Test
    void resetPasswordOfUnknownAccountIsAnError() {
        TestDatabase.SQLITE.freshSettings(folder);

        Run run = run("admin", "reset-password", "nobody@example.org", "--data.dir", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nobody@example.org");
    }
}
