package io.tollgate.server.token;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys are rotated at the start of a server, so each step of time here is a restart.
class KeyRotationTest {
    private static final Duration ROTATION = Duration.ofDays(30);

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    private TestServer start() {
        return TestServer.start(clock, Map.of(), folder);
    }

    private static int keys(TestServer server) {
        return server.client().get("/.well-known/jwks.json").json().get("keys").size();
    }

    @Test
    void publishedKeysMayBeKeptForLessTimeThanTheyArePublishedAhead() {
        try (TestServer server = start()) {
            assertThat(server.client().get("/.well-known/jwks.json").header("Cache-Control"))
                    .isEqualTo("public, max-age=300");
        }
        assertThat(KeyRing.CACHEABLE).isLessThan(KeyRing.PUBLISHED_BEFORE_USE);
    }

    @Test
    void serverThatWasOffForLongStillSigns() {
        try (TestServer server = start()) {
            server.client().signUp("person@example.org");
        }
        clock.advance(ROTATION.multipliedBy(4));

        try (TestServer server = start()) {
            Answer login = server.client().logIn("person@example.org", PASSWORD);
            assertThat(login.status()).isEqualTo(200);

            clock.advance(Duration.ofMinutes(11));

            assertThat(server.client().as(login.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(200);
            assertThat(server.client().logIn("person@example.org", PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void serverWhoseClockWasAheadAtTheFirstStartSigns() {
        try (TestServer server = start()) {
            server.client().signUp("person@example.org");
        }
        clock.advance(Duration.ofHours(-1));

        try (TestServer server = start()) {
            assertThat(server.client().logIn("person@example.org", PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void tokensOutliveTheRotationOfTheirKey() {
        try (TestServer server = start()) {
            server.client().signUp("person@example.org");
        }
        clock.advance(ROTATION.plusMinutes(50));
        String token;
        try (TestServer server = start()) {
            token = server.client().logIn("person@example.org", PASSWORD).at("/accessToken");
            assertThat(keys(server)).isEqualTo(2);
        }
        clock.advance(Duration.ofMinutes(14));

        try (TestServer server = start()) {
            assertThat(server.client().as(token).get("/api/auth/me").status()).isEqualTo(200);
        }
    }

    @Test
    void oldKeysAreForgotten() {
        for (int i = 0; i < 5; i++) {
            start().close();
            clock.advance(ROTATION.plusHours(1));
        }
        try (TestServer server = start()) {
            assertThat(keys(server)).isEqualTo(2);
        }
    }
}
