package io.tollgate.server.session;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RefreshTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("trusted-proxies", "127.0.0.0/8");
        clock = new ManualClock();
        server = TestServer.start(clock, settings);
        client = from("192.0.2.1");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static ApiClient from(String address) {
        return server.client().with("X-Forwarded-For", address);
    }

    private static String firstToken() {
        return client.signUp(People.freshEmail()).at("/refreshToken");
    }

    private static String successorOf(String token) {
        Answer answer = client.refresh(token);
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("/refreshToken");
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_token");
    }

    /// Whether the session that `latest` came from is over, by its newest tokens of both kinds.
    private static void assertEnded(Answer latest) {
        assertThat(client.as(latest.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(401);
        assertRefused(client.refresh(latest.at("/refreshToken")));
    }

    @Nested
    class Rotation {

        @Test
        void yieldsNewPair() {
            Answer signedUp = client.signUp(People.freshEmail());

            Answer answer = client.refresh(signedUp.at("/refreshToken"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("/tokenType")).isEqualTo("Bearer");
            assertThat(answer.at("/refreshToken")).startsWith("tgr_").isNotEqualTo(signedUp.at("/refreshToken"));
            assertThat(answer.at("/accessToken")).isNotEqualTo(signedUp.at("/accessToken"));
            assertThat(client.as(answer.at("/accessToken")).get("/api/auth/me").at("/id"))
                    .isEqualTo(signedUp.at("/user/id"));
        }

        @Test
        void canBeRepeatedWithEachSuccessor() {
            String token = firstToken();
            for (int i = 0; i < 5; i++) {
                token = successorOf(token);
                clock.advance(Duration.ofDays(29));
            }
            assertThat(client.refresh(token).status()).isEqualTo(200);
        }

        @Test
        void isRefusedAfterThirtyDays() {
            String token = firstToken();

            clock.advance(Duration.ofDays(30));

            assertRefused(client.refresh(token));
        }
    }

    @Nested
    class ReplayWithinGrace {

        @Test
        void yieldsTheSameSuccessorWithoutRotating() {
            String token = firstToken();
            String successor = successorOf(token);

            clock.advance(GRACE);

            assertThat(successorOf(token)).isEqualTo(successor);
            assertThat(successorOf(token)).isEqualTo(successor);
            assertThat(client.refresh(successor).status()).isEqualTo(200);
        }

        @Test
        void fromAnotherAddressEndsTheSession() {
            String token = firstToken();
            Answer latest = client.refresh(token);

            assertRefused(from("198.51.100.9").refresh(token));

            assertEnded(latest);
        }

        @Test
        void fromAnotherAddressWithTheSameDeviceIsGranted() {
            String email = People.freshEmail();
            client.signUp(email);
            Answer login = client.logIn(email, PASSWORD);
            String cookie = login.header("Set-Cookie").split(";")[0];
            String successor = client.with("Cookie", cookie).refresh(login.at("/refreshToken")).at("/refreshToken");

            Answer replay = from("198.51.100.9").with("Cookie", cookie).refresh(login.at("/refreshToken"));

            assertThat(replay.at("/refreshToken")).isEqualTo(successor);
        }

        @Test
        void fromAnotherAddressWithAnotherDeviceEndsTheSession() {
            String email = People.freshEmail();
            client.signUp(email);
            String foreign = client.logIn(email, PASSWORD).header("Set-Cookie").split(";")[0];
            Answer login = client.logIn(email, PASSWORD);
            String cookie = login.header("Set-Cookie").split(";")[0];
            Answer latest = client.with("Cookie", cookie).refresh(login.at("/refreshToken"));

            assertRefused(from("198.51.100.9").with("Cookie", foreign).refresh(login.at("/refreshToken")));

            assertEnded(latest);
        }

        @Test
        void ofTokenTwoGenerationsOldEndsTheSession() {
            String token = firstToken();
            Answer latest = client.refresh(successorOf(token));

            assertRefused(client.refresh(token));

            assertEnded(latest);
        }
    }

    @Test
    void replayAfterGraceEndsTheSession() {
        String token = firstToken();
        Answer latest = client.refresh(token);

        clock.advance(GRACE.plusMillis(1));

        assertRefused(client.refresh(token));
        assertEnded(latest);
    }

    @Test
    void replayWithAClockSetBackEndsTheSession() {
        String token = firstToken();
        Answer latest = client.refresh(token);

        clock.advance(Duration.ofMinutes(-1));
        Answer replay = client.refresh(token);
        clock.advance(Duration.ofMinutes(1));

        assertRefused(replay);
        assertEnded(latest);
    }

    @Test
    void replayLeavesOtherSessionsOfThePersonAlone() {
        String email = People.freshEmail();
        String token = client.signUp(email).at("/refreshToken");
        ApiClient other = client.as(client.logIn(email, PASSWORD).at("/accessToken"));
        successorOf(token);
        clock.advance(GRACE.plusMillis(1));

        assertRefused(client.refresh(token));

        assertThat(other.get("/api/auth/me").status()).isEqualTo(200);
    }

    @Test
    void manyAtOnceGetOneSuccessorAndNobodyIsSignedOut() {
        String token = firstToken();

        List<Answer> answers = Together.run(200, _ -> client.refresh(token));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> answer.at("/refreshToken")).distinct()).hasSize(1);
        assertThat(client.refresh(answers.getFirst().at("/refreshToken")).status()).isEqualTo(200);
    }

    @Test
    void onlyHashesOfTokensAreStored() throws SQLException, IOException {
        Answer signedUp = client.signUp(People.freshEmail());
        Answer refreshed = client.refresh(signedUp.at("/refreshToken"));
        List<String> secrets = List.of(
                signedUp.at("/refreshToken"),
                refreshed.at("/refreshToken"),
                signedUp.at("/accessToken"),
                refreshed.at("/accessToken"));

        try (Connection connection = server.database()) {
            assertThat(DatabaseText.of(connection))
                    .contains(signedUp.at("/user/id"))
                    .doesNotContain(secrets)
                    .doesNotContain(secrets.stream().map(secret -> secret.replace("tgr_", "")).toList());
        }
        assertThat(filesOf(server.dataDir())).doesNotContain(secrets);
    }

    private static String filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.toList()) {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        }
    }
}
