package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// With `signup.enabled: false` nobody makes himself an account.
class SignUpSwitchedOffTest {
    private final TestServer server = TestServer.start(
            new ManualClock(),
            Map.of("signup.enabled", "false", "guard.layers", "limits", "guard.limits.default", "3/1h"));
    private final ApiClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("forbidden");
    }

    @Test
    void everySignUpIsForbiddenWhateverItSays() {
        assertForbidden(client.signUp("person@example.org"));
        assertForbidden(client.signUp(TestServer.ADMIN));
        assertForbidden(client.post("/api/auth/signup", Map.of()));
    }

    @Test
    void refusedSignUpLeavesNoAccountAndOthersLogIn() {
        client.signUp("person@example.org");

        assertThat(client.logIn("person@example.org", PASSWORD).code()).isEqualTo("invalid_credentials");
        assertThat(client.logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void tryingCountsAgainstTheLimit() {
        for (int i = 0; i < 3; i++) {
            assertForbidden(client.signUp("person@example.org"));
        }

        assertThat(client.signUp("person@example.org").status()).isEqualTo(429);
    }
}
