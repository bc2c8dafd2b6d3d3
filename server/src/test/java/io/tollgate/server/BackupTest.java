package io.tollgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.backup.Backup;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A backup of a server that goes on, and what a server on the copy knows.
class BackupTest {
    private static final int WRITERS = 3;

    private final ManualClock clock = new ManualClock();
    private final String email = People.freshEmail();

    @TempDir
    private Path folder;

    private TestServer server;
    private Answer person;

    @BeforeEach
    void start() {
        server = TestServer.start(clock, Map.of());
        person = server.client().signUp(email);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ApiClient person() {
        return server.client().as(person.at("/accessToken"));
    }

    private TestServer restored() {
        Path copy = folder.resolve("copy");
        Backup.restore(folder.resolve("backup.zip"), copy);
        return TestServer.start(clock, Map.of(), copy);
    }

    private void backUp() {
        Backup.write(server.dataDir(), folder.resolve("backup.zip"));
    }

    /// Uploads until told to end, and tells when the first of each has arrived.
    private boolean upload(int writer, CountDownLatch begun, AtomicBoolean done) {
        ApiClient uploader = person();
        for (int i = 0; !done.get(); i++) {
            assertThat(uploader.upload("%d-%d.txt".formatted(writer, i), content(writer)).status()).isEqualTo(201);
            begun.countDown();
        }
        return true;
    }

    private static byte[] content(int writer) {
        return ("written by " + writer).repeat(1000).getBytes(UTF_8);
    }

    private boolean backUpWhenBegun(CountDownLatch begun, AtomicBoolean done) {
        try {
            begun.await();
            backUp();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            done.set(true);
        }
    }

    @Test
    void copyTakenWhilePeopleWriteIsWhole() throws SQLException {
        CountDownLatch begun = new CountDownLatch(WRITERS);
        AtomicBoolean done = new AtomicBoolean();
        Together.run(
                WRITERS + 1, i -> i == WRITERS ? backUpWhenBegun(begun, done) : upload(i, begun, done));

        try (TestServer restored = restored()) {
            assertThat(one(restored, "PRAGMA integrity_check")).isEqualTo("ok");
            Answer login = restored.client().logIn(email, ApiClient.PASSWORD);
            assertThat(login.status()).isEqualTo(200);
            ApiClient owner = restored.client().as(login.at("/accessToken"));
            JsonNode files = owner.get("/api/files?limit=100").json().get("files");
            assertThat(files.size()).isGreaterThanOrEqualTo(WRITERS);
            for (JsonNode file : files) {
                int writer = file.get("name").asString().charAt(0) - '0';
                assertThat(owner.get("/api/files/" + file.get("id").asString() + "/content")
                                .body())
                        .isEqualTo(content(writer));
            }
        }
    }

    private static String one(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.database();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    @Test
    void tokenRotatedAfterTheBackupIsUnknownAndItsPredecessorIsCurrentAgain() {
        String before = person.at("/refreshToken");
        backUp();
        String after = server.client().refresh(before).at("/refreshToken");

        try (TestServer restored = restored()) {
            assertThat(restored.client().refresh(after).code()).isEqualTo("invalid_token");
            assertThat(restored.client().refresh(before).status()).isEqualTo(200);
        }
    }

    @Test
    void sessionEndedAfterTheBackupIsBack() {
        backUp();
        assertThat(person().post("/api/auth/logout").status()).isEqualTo(204);

        try (TestServer restored = restored()) {
            assertThat(restored.client().refresh(person.at("/refreshToken")).status())
                    .isEqualTo(200);
        }
    }
}
