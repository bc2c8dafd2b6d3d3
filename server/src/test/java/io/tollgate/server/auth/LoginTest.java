package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LoginTest {
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        server = TestServer.start(new ManualClock(), database.freshSettings());
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Nested
    class SignUp {

        @Test
        void yieldsUserAndTokens() {
            Answer answer = client.post(
                    "/api/auth/signup",
                    Map.of("email", " New@Example.ORG ", "password", PASSWORD, "name", "New Person"));

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.at("/user/email")).isEqualTo("new@example.org");
            assertThat(answer.at("/user/name")).isEqualTo("New Person");
            assertThat(answer.at("/user/role")).isEqualTo("user");
            assertThat(answer.at("/tokenType")).isEqualTo("Bearer");
            assertThat(answer.json().at("/expiresIn").asInt()).isEqualTo(900);
            assertThat(client.as(answer.at("/accessToken")).get("/api/auth/me").at("/email"))
                    .isEqualTo("new@example.org");
        }

        @Test
        void ofTakenAddressIsConflictInAnySpelling() {
            client.signUp("taken@example.org");

            Answer answer = client.signUp("TAKEN@example.org");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("conflict");
        }

        @Test
        void ignoresFieldsThatWouldGivePower() {
            Answer answer = client.post(
                    "/api/auth/signup",
                    Map.of("email", "power@example.org", "password", PASSWORD, "role", "admin", "emailVerified", true));

            assertThat(answer.at("/user/role")).isEqualTo("user");
            assertThat(answer.json().at("/user/emailVerified").asBoolean()).isFalse();
        }

        @Test
        void withWeakPasswordSaysWhy() {
            assertThat(weaknessOf("short")).isEqualTo("too_short");
            assertThat(weaknessOf("passwordpassword")).isEqualTo("common");
            assertThat(weaknessOf("aaaaaaaaaaaaaaaaa")).isEqualTo("repetition");
            assertThat(weaknessOf("abcdefghijklmnopq")).isEqualTo("sequence");
            assertThat(weaknessOf("weak-person@example.org")).isEqualTo("personal");
        }

        private String weaknessOf(String password) {
            Answer answer = client.post(
                    "/api/auth/signup", Map.of("email", "weak-person@example.org", "password", password));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("weak_password");
            return answer.at("/errors/0/reason");
        }
    }

    @Nested
    class LogIn {

        @Test
        void yieldsTokensAndTheDeviceCookie() {
            client.signUp("login@example.org");

            Answer answer = client.logIn("Login@example.org", PASSWORD);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("/refreshToken")).startsWith("tgr_");
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("tollgate_device=")
                    .contains("HttpOnly", "SameSite=Lax");
        }

        @Test
        void withKnownDeviceKeepsItsCookie() {
            client.signUp("device@example.org");
            String cookie = client.logIn("device@example.org", PASSWORD).header("Set-Cookie").split(";")[0];

            assertThat(client.with("Cookie", cookie).logIn("device@example.org", PASSWORD).header("Set-Cookie"))
                    .isEmpty();
            assertThat(client.with("Cookie", cookie + "x").logIn("device@example.org", PASSWORD).header("Set-Cookie"))
                    .startsWith("tollgate_device=");
        }

        @Test
        void ofUnknownAccountAndWrongPasswordAnswerTheSame() {
            client.signUp("known@example.org");

            Answer wrong = client.logIn("known@example.org", "not the right passphrase");
            Answer unknown = client.logIn("unknown@example.org", "not the right passphrase");

            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.code()).isEqualTo("invalid_credentials");
            assertThat(unknown.status()).isEqualTo(wrong.status());
            assertThat(unknown.withoutRequestId()).isEqualTo(wrong.withoutRequestId());
            assertThat(unknown.headers().map().keySet()).isEqualTo(wrong.headers().map().keySet());
        }

        @Test
        void ignoresTokenSentAlong() {
            client.signUp("along@example.org");

            assertThat(client.as("nonsense").logIn("along@example.org", PASSWORD).status()).isEqualTo(200);
        }
    }

    @Nested
    class ChangePassword {
        private static final String NEXT = "an entirely different passphrase";

        @Test
        void endsOtherSessionsAndKeepsThisOne() {
            ApiClient other = client.signedUp("change@example.org");
            ApiClient current = client.as(client.logIn("change@example.org", PASSWORD).at("/accessToken"));

            Answer answer = current.post(
                    "/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", NEXT));

            assertThat(answer.status()).isEqualTo(204);
            assertThat(current.get("/api/auth/me").status()).isEqualTo(200);
            assertThat(other.get("/api/auth/me").status()).isEqualTo(401);
            assertThat(client.logIn("change@example.org", PASSWORD).status()).isEqualTo(401);
            assertThat(client.logIn("change@example.org", NEXT).status()).isEqualTo(200);
        }

        @Test
        void withWrongCurrentPasswordChangesNothing() {
            ApiClient person = client.signedUp("unchanged@example.org");

            Answer answer = person.post(
                    "/api/auth/password", Map.of("currentPassword", "not the right passphrase", "newPassword", NEXT));

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_credentials");
            assertThat(client.logIn("unchanged@example.org", PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void publishedKeysHaveNoPrivatePart() {
        Answer answer = client.get("/.well-known/jwks.json");

        assertThat(answer.at("/keys/0/kty")).isEqualTo("EC");
        assertThat(answer.json().at("/keys/0/d").isMissingNode()).isTrue();
    }
}
