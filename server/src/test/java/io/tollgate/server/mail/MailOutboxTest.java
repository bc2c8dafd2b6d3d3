package io.tollgate.server.mail;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of mails when the mail server does not take them, seen from whole servers.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class MailOutboxTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String CONFIRM = "Confirm your e-mail address";

    private final ManualClock clock = new ManualClock();
    private final String email = People.freshEmail();

    @Parameter
    TestDatabase database;

    private TestServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private ApiClient start(Map<String, String> mail) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.putAll(mail);
        server = TestServer.start(clock, settings);
        return server.client();
    }

    private String one(String sql) {
        try (Connection connection = server.database();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String sql, String value) {
        Eventually.within(DEADLINE, sql + " is " + value, () -> value.equals(one(sql)));
    }

    @Test
    void mailServerThatWasAwayIsSentWhatWaited() {
        try (TestMailServer mails = new TestMailServer()) {
            ApiClient client = start(mails.settings());
            mails.goAway();
            assertThat(client.signUp(email).status()).isEqualTo(201);
            await("SELECT attempts FROM mail_outbox", "1");

            mails.comeBack();
            clock.advance(Duration.ofSeconds(10));

            String token = mails.await(email, CONFIRM).token();
            assertThat(client.post("/api/auth/verify-email", Map.of("token", token, "password", PASSWORD)).status()).isEqualTo(204);
        }
    }

    @Test
    void pausesGrowAndAfterADayItIsGivenUp() {
        try (ScriptedMailServer mails = new ScriptedMailServer(Map.of("MAIL", "451 not now"))) {
            start(TestMailServer.settings(mails.port())).signUp(email);
            int attempt = 1;
            for (int seconds : new int[] {10, 60, 300, 900, 3600, 3600}) {
                await("SELECT attempts FROM mail_outbox", String.valueOf(attempt));
                long pause = Long.parseLong(one("SELECT due_at FROM mail_outbox")) - clock.millis();
                assertThat(pause).isEqualTo(seconds * 1000L);
                clock.advance(Duration.ofSeconds(seconds));
                attempt++;
            }

            clock.advance(Duration.ofHours(24));

            await("SELECT outcome FROM mail_outbox", "failed");
            assertThat(one("SELECT LENGTH(sealed) FROM mail_outbox")).isEqualTo("0");
        }
    }

    @Test
    void refusalForGoodIsNotTriedAgain() {
        try (ScriptedMailServer mails = new ScriptedMailServer(Map.of("RCPT", "550 no such person"))) {
            start(TestMailServer.settings(mails.port())).signUp(email);

            await("SELECT outcome FROM mail_outbox", "failed");

            clock.advance(Duration.ofHours(2));
            assertThat(mails.heard()).filteredOn(line -> line.startsWith("RCPT")).hasSize(1);
        }
    }

    @Test
    void logSaysThatAMailFailedAndNeitherToWhomNorWhatWasInIt() {
        try (LogText log = LogText.capture();
                ScriptedMailServer mails = new ScriptedMailServer(Map.of("RCPT", "550 no such person: " + email))) {
            start(TestMailServer.settings(mails.port())).signUp(email);
            await("SELECT outcome FROM mail_outbox", "failed");

            assertThat(log.text())
                    .contains("a mail of kind verify_email was not sent: the mail server refused the mail with 550")
                    .doesNotContain(email)
                    .doesNotContain("token=");
        }
    }

    @Test
    void silentMailServerHoldsUpNoRequest() {
        try (ScriptedMailServer mails = new ScriptedMailServer(Map.of("EHLO", ScriptedMailServer.SILENCE))) {
            ApiClient client = start(TestMailServer.settings(mails.port()));
            client.signUp(email);
            Eventually.within(DEADLINE, "the mail server was spoken to", () -> !mails.heard().isEmpty());

            long began = System.nanoTime();
            Answer answer = client.post("/api/auth/forgot-password", Map.of("email", email));

            assertThat(answer.status()).isEqualTo(202);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void waitingMailsTellNothingToWhoReadsTheDatabase() throws SQLException {
        try (ScriptedMailServer mails = new ScriptedMailServer(Map.of("MAIL", "451 not now"))) {
            ApiClient client = start(TestMailServer.settings(mails.port()));
            String unknown = People.freshEmail();
            client.post("/api/auth/forgot-password", Map.of("email", unknown));
            client.signUp(email);
            await("SELECT attempts FROM mail_outbox WHERE kind = 'verify_email'", "1");

            try (Connection connection = server.database()) {
                assertThat(DatabaseText.of(connection)).contains(email).doesNotContain(unknown).doesNotContain("#token=");
            }
        }
    }

    /// Whether a mail to an address still waits decides what becomes of further requests; that must not show in their cost.
    @Test
    void everyRequestForAMailIsWrittenDownAlsoThoseThatAreDropped() {
        try (TestMailServer mails = new TestMailServer()) {
            ApiClient client = start(mails.settings());
            for (int i = 1; i <= 6; i++) {
                client.post("/api/auth/forgot-password", Map.of("email", email));
                await("SELECT SUM(repeats) FROM mail_outbox", String.valueOf(i));
                await("SELECT COUNT(*) FROM mail_outbox WHERE finished_at IS NULL", "0");
            }
            assertThat(one("SELECT COUNT(*) FROM mail_outbox")).isEqualTo("3");
        }
    }
}
