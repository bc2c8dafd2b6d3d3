package io.tollgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// This version on a database that a later one has expanded: what a rolling upgrade and a rollback rest on.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class NewerSchemaTest {
    private static final String[] LATER = {
        "CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY)",
        "ALTER TABLE users ADD COLUMN later TEXT",
        "ALTER TABLE files ADD COLUMN later BIGINT NOT NULL DEFAULT 0",
        """
        INSERT INTO flyway_schema_history
            (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
        VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, '', 0, TRUE)"""
    };

    @Parameter
    TestDatabase database;

    @TempDir
    private Path folder;

    private static void expand(TestServer server) throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            for (String sql : LATER) {
                statement.execute(sql);
            }
        }
    }

    private static void use(TestServer server, String email, String refreshToken) {
        assertThat(server.client().refresh(refreshToken).status()).isEqualTo(200);
        assertThat(server.client().signUp(People.freshEmail()).status()).isEqualTo(201);
        Answer login = server.client().logIn(email, ApiClient.PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        ApiClient person = server.client().as(login.at("/accessToken"));
        Answer upload = person.upload("notes.txt", "notes".getBytes(UTF_8));
        assertThat(upload.status()).isEqualTo(201);
        assertThat(person.get("/api/files/" + upload.at("/files/0/id") + "/content").text())
                .isEqualTo("notes");
    }

    @Test
    void serverGoesOnWhileALaterOneMigratesAndStartsAgainAfterIt() throws SQLException {
        ManualClock clock = new ManualClock();
        Map<String, String> settings = database.freshSettings(folder);
        String email = People.freshEmail();
        String serving;
        String restarting;
        try (TestServer server = TestServer.start(clock, settings, folder)) {
            serving = server.client().signUp(email).at("/refreshToken");
            restarting = server.client().logIn(email, ApiClient.PASSWORD).at("/refreshToken");
            expand(server);
            use(server, email, serving);
        }
        try (TestServer server = TestServer.start(clock, settings, folder)) {
            use(server, email, restarting);
        }
    }
}
