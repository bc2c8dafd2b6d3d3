package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A server on which accounts work at once: whoever signed up has sessions when the owner of the address opens the link.
class ConfirmedSignUpTest {
    private static final String OTHER = "nine purple otters juggling";

    private static TestMailServer mails;
    private static TestServer server;
    private static ApiClient client;

    private final String email = People.freshEmail();
    private final Answer signedUp = client.signUp(email);

    @BeforeAll
    static void start() {
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.put("guard.layers", "events");
        server = TestServer.start(new ManualClock(), settings);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        mails.close();
    }

    private Answer confirm(String password) {
        String token = mails.await(email, "Confirm your e-mail address").token();
        return client.post("/api/auth/verify-email", Map.of("token", token, "password", password));
    }

    private Answer whoAmI() {
        return client.as(signedUp.at("/accessToken")).get("/api/auth/me");
    }

    @Test
    void whoKnowsThePasswordStaysSignedIn() {
        assertThat(confirm(PASSWORD).status()).isEqualTo(204);

        assertThat(whoAmI().json().at("/emailVerified").asBoolean()).isTrue();
        assertThat(client.refresh(signedUp.at("/refreshToken")).status()).isEqualTo(200);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void whoDoesNotPutsAnEndToAllSessions() {
        assertThat(confirm(OTHER).status()).isEqualTo(204);

        assertThat(whoAmI().status()).isEqualTo(401);
        assertThat(client.refresh(signedUp.at("/refreshToken")).status()).isEqualTo(401);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(client.logIn(email, OTHER).json().at("/user/emailVerified").asBoolean()).isTrue();
        assertThat(mails.await(email, "Your password was reset").text()).contains("127.0.0.1");
    }

    @Test
    void linkIsWorthlessOnceAResetVerifiedTheAddress() {
        mails.await(email, "Confirm your e-mail address");
        client.post("/api/auth/forgot-password", Map.of("email", email));
        String reset = mails.await(email, "Reset your password").token();
        client.post("/api/auth/reset-password", Map.of("token", reset, "newPassword", OTHER));

        assertThat(confirm(PASSWORD).code()).isEqualTo("invalid_token");

        assertThat(client.logIn(email, OTHER).status()).isEqualTo(200);
    }

    @Test
    void requestForAResetIsAnEventOfThePerson() {
        client.with("User-Agent", "a test").post("/api/auth/forgot-password", Map.of("email", email));

        var event = new Events(client.asAdmin())
                .await("type=authn_password_reset_request&userId=" + signedUp.at("/user/id"));

        assertThat(event.get("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(event.get("userAgent").asString()).isEqualTo("a test");
    }
}
