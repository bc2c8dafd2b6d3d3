package io.tollgate.server.session;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// How often a session is refreshed: ten times in ten minutes.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RefreshLimitTest {
    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.layers", "limits");
        settings.put("guard.limits.signup", "100/1h");
        settings.put("guard.limits.default", "10000/1h");
        clock = new ManualClock();
        server = TestServer.start(clock, settings);
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    /// The token after so many rotations.
    private static String rotated(String token, int times) {
        String current = token;
        for (int i = 0; i < times; i++) {
            Answer answer = client.refresh(current);
            assertThat(answer.status()).as("rotation %d", i + 1).isEqualTo(200);
            current = answer.at("/refreshToken");
        }
        return current;
    }

    private static void assertLimited(Answer answer, Duration retryAfter) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("rate_limited");
        assertThat(answer.header("Retry-After")).isEqualTo(String.valueOf(retryAfter.toSeconds()));
    }

    @Test
    void eleventhRefreshIsRefusedAndConsumesNothing() {
        Answer signUp = client.signUp(People.freshEmail());
        String token = rotated(signUp.at("/refreshToken"), 10);

        assertLimited(client.refresh(token), Duration.ofMinutes(10));
        assertLimited(client.refresh(token), Duration.ofMinutes(10));

        assertThat(client.as(signUp.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(10));
        rotated(token, 10);
    }

    @Test
    void windowSlides() {
        String token = rotated(client.signUp(People.freshEmail()).at("/refreshToken"), 1);
        clock.advance(Duration.ofMinutes(4));
        token = rotated(token, 9);
        assertLimited(client.refresh(token), Duration.ofMinutes(6));

        clock.advance(Duration.ofMinutes(6).minusMillis(1));
        assertLimited(client.refresh(token), Duration.ofSeconds(1));
        clock.advance(Duration.ofMillis(1));
        token = rotated(token, 1);
        assertLimited(client.refresh(token), Duration.ofMinutes(4));
    }

    @Test
    void loginIsNoRefresh() {
        String email = People.freshEmail();
        client.signUp(email);

        rotated(client.logIn(email, PASSWORD).at("/refreshToken"), 10);
    }

    @Test
    void repeatsWithinTheGraceAreNone() {
        String first = client.signUp(People.freshEmail()).at("/refreshToken");
        String second = rotated(first, 1);
        for (int i = 0; i < 30; i++) {
            assertThat(client.refresh(first).at("/refreshToken")).isEqualTo(second);
        }
        String last = rotated(second, 8);
        String next = rotated(last, 1);
        assertThat(client.refresh(last).at("/refreshToken")).isEqualTo(next);
        assertThat(client.refresh(next).status()).isEqualTo(429);
    }

    @Test
    void eachSessionHasItsOwn() {
        String email = People.freshEmail();
        String one = rotated(client.signUp(email).at("/refreshToken"), 10);
        String other = client.logIn(email, PASSWORD).at("/refreshToken");
        assertThat(client.refresh(one).status()).isEqualTo(429);

        rotated(other, 10);
    }

    @Test
    void parallelRefreshesAtTheLimitAreAllRefusedAndEndNothing() {
        String token = rotated(client.signUp(People.freshEmail()).at("/refreshToken"), 10);

        List<Answer> answers = Together.run(50, _ -> client.refresh(token));

        assertThat(answers).extracting(Answer::status).containsOnly(429);
        clock.advance(Duration.ofMinutes(10));
        rotated(token, 1);
    }

    @Test
    void reuseOfAnOldTokenEndsTheSessionAtTheLimitToo() {
        String first = client.signUp(People.freshEmail()).at("/refreshToken");
        String token = rotated(first, 10);

        assertThat(client.refresh(first).status()).isEqualTo(401);

        assertThat(client.refresh(token).status()).isEqualTo(401);
    }
}
