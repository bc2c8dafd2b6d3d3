package io.tollgate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortSessionsTest {

    /// Or it would work on when nobody can end its session any more, which is listed nowhere.
    @Test
    void accessTokenLivesNoLongerThanItsSession() {
        ManualClock clock = new ManualClock();
        try (TestServer server = TestServer.start(clock, Map.of("tokens.refresh-ttl", "1m"))) {
            Answer signUp = server.client().signUp(People.freshEmail());
            ApiClient person = server.client().as(signUp.at("/accessToken"));
            assertThat(signUp.json().at("/expiresIn").asInt()).isEqualTo(60);
            assertThat(person.get("/api/auth/me").status()).isEqualTo(200);

            clock.advance(Duration.ofMinutes(1));

            assertThat(person.get("/api/auth/me").status()).isEqualTo(401);
        }
    }
}
