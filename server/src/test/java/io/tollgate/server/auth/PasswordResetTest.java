package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer.Mail;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class PasswordResetTest {
    private static final String NEW_PASSWORD = "a quite different passphrase";
    private static final String RESET = "Reset your password";

    private static ManualClock clock;
    private static TestMailServer mails;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    private final String email = People.freshEmail();
    private Answer signedUp;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        clock = new ManualClock();
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.putAll(database.freshSettings());
        server = TestServer.start(clock, settings);
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
        mails.close();
    }

    @BeforeEach
    void signUp() {
        signedUp = client.signUp(email);
        mails.await(email, "Confirm your e-mail address");
    }

    private static Answer forgot(String email) {
        return client.post("/api/auth/forgot-password", Map.of("email", email));
    }

    private static Answer reset(String token, String password) {
        return client.post("/api/auth/reset-password", Map.of("token", token, "newPassword", password));
    }

    private static void assertInvalidToken(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_token");
    }

    private String mailedToken() {
        assertThat(forgot(email).status()).isEqualTo(202);
        String token = mails.await(email, RESET).token();
        server.awaitMailsDone();
        return token;
    }

    private void disable() {
        String account = "/api/admin/users/" + signedUp.at("/user/id");
        assertThat(client.asAdmin().post(account + "/disable").status()).isEqualTo(200);
    }

    @Test
    void mailSaysWhatItIsFor() {
        forgot(email.toUpperCase(Locale.ROOT));
        Mail mail = mails.await(email, RESET);

        assertThat(mail.text())
                .contains("asked to reset the password")
                .contains("within 30 minutes")
                .contains("When: ", "2026", "UTC")
                .contains("From: address 127.0.0.1")
                .contains("https://app.example.org/reset#token=");
        assertThat(Base64.getUrlDecoder().decode(mail.token())).hasSize(32);
    }

    @Test
    void linkSetsThePasswordAndVerifiesTheAddress() {
        String token = mailedToken();

        assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);

        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
        Answer login = client.logIn(email, NEW_PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().at("/user/emailVerified").asBoolean()).isTrue();
        assertThat(mails.await(email, "Your password was reset").text()).contains("127.0.0.1", "If not, ");
    }

    /// Whoever asked for it, and reads it, must not undo what the owner has just done.
    @Test
    void linkFromBeforeAChangeOfThePasswordIsWorthless() {
        String token = mailedToken();
        Answer changed = client.as(signedUp.at("/accessToken"))
                .post("/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", NEW_PASSWORD));
        assertThat(changed.status()).isEqualTo(204);

        assertInvalidToken(reset(token, "a passphrase that somebody else chose"));

        assertThat(client.logIn(email, NEW_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void passwordStaysWhenLinksFromBeforeCannotBeMadeWorthless() throws SQLException {
        String token = mailedToken();
        rename("mailed_tokens", "mailed_tokens_away");
        Answer failed = client.as(signedUp.at("/accessToken"))
                .post("/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", NEW_PASSWORD));
        rename("mailed_tokens_away", "mailed_tokens");

        assertThat(failed.status()).isEqualTo(503);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);
    }

    private static void rename(String table, String name) throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " RENAME TO " + name);
        }
    }

    @Test
    void resetEndsAllSessionsAndForgetsAllDevices() throws SQLException {
        Answer other = client.logIn(email, PASSWORD);

        reset(mailedToken(), NEW_PASSWORD);

        for (Answer session : List.of(signedUp, other)) {
            assertThat(client.as(session.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(401);
            assertThat(client.refresh(session.at("/refreshToken")).status()).isEqualTo(401);
        }
        try (Connection connection = server.database()) {
            assertThat(DatabaseText.of(connection))
                    .doesNotContain(deviceOf(signedUp))
                    .doesNotContain(deviceOf(other))
                    .contains("password_reset");
        }
    }

    /// The id within a device cookie.
    private static String deviceOf(Answer answer) {
        String device = answer.header("Set-Cookie").split("[=;]")[1].split("\\.")[0];
        assertThat(device).hasSizeGreaterThan(10);
        return device;
    }

    @Test
    void aboutThreeMailsAnHourAreSentAndNobodyIsToldOfMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(forgot(email).status()).isEqualTo(202);
            mails.awaitTo(email, 2 + i);
            server.awaitMailsDone();
        }

        List<Answer> more = Together.run(10, _ -> forgot(email));
        mailedTokenOfAnother();

        assertThat(more).extracting(Answer::status).containsOnly(202);
        assertThat(mails.to(email)).as("with the one of the sign-up").hasSize(4);
        clock.advance(Duration.ofHours(1));
        forgot(email);
        mails.awaitTo(email, 5);
    }

    /// Once somebody else's mail, asked for later, has come, no other is on its way.
    private static void mailedTokenOfAnother() {
        String other = People.freshEmail();
        client.signUp(other);
        forgot(other);
        mails.await(other, RESET);
    }

    @Nested
    class Token {

        @Test
        void worksOnce() {
            String token = mailedToken();

            assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);

            assertInvalidToken(reset(token, PASSWORD));
            assertThat(client.logIn(email, NEW_PASSWORD).status()).isEqualTo(200);
        }

        @Test
        void worksForOneOfManyAtOnce() {
            String token = mailedToken();

            List<Answer> answers = Together.run(8, i -> reset(token, NEW_PASSWORD + i));

            List<Integer> winners = IntStream.range(0, 8)
                    .filter(i -> answers.get(i).status() == 204)
                    .boxed()
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(7);
            assertThat(client.logIn(email, NEW_PASSWORD + winners.getFirst()).status()).isEqualTo(200);
        }

        @Test
        void worksUntilItExpires() {
            String token = mailedToken();
            clock.advance(Duration.ofMinutes(30).minusMillis(1));
            assertThat(reset(token, "short").status()).as("still good").isEqualTo(422);

            clock.advance(Duration.ofMillis(1));

            assertInvalidToken(reset(token, NEW_PASSWORD));
            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        }

        @Test
        void isNotUsedUpByAWeakPassword() {
            String token = mailedToken();

            assertThat(reset(token, "password").code()).isEqualTo("weak_password");
            assertThat(reset(token, email).code()).isEqualTo("weak_password");

            assertThat(reset(token, NEW_PASSWORD).status()).isEqualTo(204);
        }

        @Test
        void isWorthlessOnceAnotherWasUsed() {
            String first = mailedToken();
            forgot(email);
            String second = mails.awaitTo(email, 3).getLast().token();

            assertThat(reset(second, NEW_PASSWORD).status()).isEqualTo(204);

            assertInvalidToken(reset(first, PASSWORD));
        }

        @Test
        void ofAVerificationSetsNoPassword() {
            assertInvalidToken(reset(mails.await(email, "Confirm your e-mail address").token(), NEW_PASSWORD));
        }

        @Test
        void thatIsMadeUpIsRefusedLikeAnyOther() {
            String token = mailedToken();
            reset(token, NEW_PASSWORD);

            Answer used = reset(token, PASSWORD);
            Answer unknown = reset("A".repeat(43), PASSWORD);

            assertInvalidToken(unknown);
            assertThat(unknown.withoutRequestId()).isEqualTo(used.withoutRequestId());
        }

        @Test
        void standsNowhereInTheDatabase() throws SQLException {
            String token = mailedToken();

            try (Connection connection = server.database()) {
                assertThat(DatabaseText.of(connection))
                        .contains(signedUp.at("/user/id"))
                        .doesNotContain(token)
                        .doesNotContain("#token=");
            }
        }
    }

    @Nested
    class DisabledAccount {

        @Test
        void isSentNothing() {
            disable();

            assertThat(forgot(email).status()).isEqualTo(202);
            mailedTokenOfAnother();

            assertThat(mails.to(email)).extracting(Mail::subject).doesNotContain(RESET);
        }

        @Test
        void staysDisabledWhateverWasMailedBefore() {
            String token = mailedToken();
            disable();

            assertInvalidToken(reset(token, NEW_PASSWORD));

            assertThat(client.logIn(email, NEW_PASSWORD).status()).isEqualTo(401);
        }
    }
}
