package io.tollgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.TollgateServer;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The first admin of a server whose settings give no password for him.
@Isolated("captures the output of the process")
class FirstAdminTest {
    private static final String EMAIL = "first@example.org";
    private static final Pattern PASSWORD = Pattern.compile("One-time password: +(\\S+)");

    @TempDir
    private Path folder;

    private Settings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "data.dir", folder.toString()));
        all.putAll(more);
        return Settings.from(SettingsLoader.load(all, Map.of(), Optional.empty()));
    }

    /// What a start says, and the log of it.
    private record Said(String out, String log) {}

    /// Starts a server as a person does, and has something done with it.
    private static Said serve(Settings settings, Consumer<TollgateServer> use) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (TollgateServer server = ServeCommand.start(settings)) {
            ServeCommand.announce(settings, server);
            use.accept(server);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Said(said.toString(StandardCharsets.UTF_8), log.toString(StandardCharsets.UTF_8));
    }

    private static Answer logIn(TollgateServer server, String email, String password) {
        return new ApiClient(URI.create("http://127.0.0.1:" + server.port())).logIn(email, password);
    }

    @Test
    void isToldHisPasswordAtTheFirstStartOnlyAndNeverInTheLog() {
        Settings settings = settings(Map.of("admin.email", EMAIL));

        Said first = serve(settings, _ -> {});

        List<String> printed = PASSWORD.matcher(first.out()).results().map(result -> result.group(1)).toList();
        assertThat(printed).as(first.out()).hasSize(1);
        String password = printed.getFirst();
        assertThat(first.out()).containsOnlyOnce(password).contains(EMAIL);
        assertThat(first.log()).doesNotContain(password);

        Said second = serve(settings, server ->
                assertThat(logIn(server, EMAIL, password).at("/user/role")).isEqualTo("admin"));

        assertThat(second.out()).contains("listens on").doesNotContain("assword", EMAIL);
        assertThat(second.log()).doesNotContain(password);
    }

    @Test
    void isToldNothingWhenTheSettingsGiveHisPassword() {
        String password = "the admin's own passphrase";
        Settings settings = settings(Map.of("admin.email", EMAIL, "admin.password", password));

        Said said = serve(settings, server ->
                assertThat(logIn(server, EMAIL, password).at("/user/role")).isEqualTo("admin"));

        assertThat(said.out()).contains("listens on").doesNotContain("assword", password);
        assertThat(said.log()).doesNotContain(password);
    }

    @Test
    void isOneWhenTwoNodesStartTogether() throws SQLException {
        ManualClock clock = new ManualClock();
        Map<String, String> database = TestDatabase.POSTGRESQL.freshSettings();
        List<String> emails = List.of("one@example.org", "other@example.org");
        Map<String, String> told = new ConcurrentHashMap<>();
        List<TollgateServer> nodes = Together.run(2, i -> {
            Map<String, String> ofNode = new HashMap<>(database);
            // Of two addresses, so that it is not the address that keeps them apart.
            ofNode.put("admin.email", emails.get(i));
            return TollgateServer.start(
                    settings(ofNode), clock, System::nanoTime, password -> told.put(emails.get(i), password));
        });
        try {
            assertThat(told).hasSize(1);
            assertThat(admins(database)).isEqualTo(1);
            told.forEach((email, password) -> assertThat(nodes).allSatisfy(node ->
                    assertThat(logIn(node, email, password).at("/user/role")).isEqualTo("admin")));
        } finally {
            nodes.forEach(TollgateServer::close);
        }
    }

    private static int admins(Map<String, String> database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.get("database.url"), database.get("database.user"), null);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT COUNT(*) FROM users WHERE role = 'admin'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
