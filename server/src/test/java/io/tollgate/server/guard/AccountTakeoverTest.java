package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A right password from an unknown device, after many wrong guesses of others.
class AccountTakeoverTest {
    private static final String TYPE = "authn_account_takeover";

    private static GuardedServer server;
    private static ApiClient admin;

    private final Person victim = server.person();
    private final String userId = victim.signUp().at("/user/id");
    private final String address = freshAddress();

    @BeforeAll
    static void start() {
        server = GuardedServer.start(Map.of("guard.limits.admin", "none"));
        admin = server.from(freshAddress()).asAdmin();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void strangersGuess(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(server.from(freshAddress()).logIn(victim.email(), "wrong guess " + i).status())
                    .isEqualTo(401);
        }
    }

    private void logIn(ApiClient client) {
        assertThat(client.logIn(victim.email(), PASSWORD).status()).isEqualTo(200);
        // Recorded after the event that is looked for, and stored in that order.
        new Events(admin).await("type=authn_login_success&userId=" + userId + "&ip=" + address);
    }

    private static boolean isAlerted(String userId) {
        JsonNode alerts = admin.get("/api/admin/alerts?limit=200").json().at("/alerts");
        return StreamSupport.stream(alerts.spliterator(), false)
                .anyMatch(alert -> alert.at("/kind").asString().equals("account_takeover")
                        && alert.at("/userId").asString().equals(userId));
    }

    @Test
    void tenGuessesOfStrangersMakeItCritical() {
        strangersGuess(10);

        logIn(server.from(address));

        JsonNode event = new Events(admin).await("type=" + TYPE + "&userId=" + userId);
        assertThat(event.at("/severity").asString()).isEqualTo("critical");
        assertThat(event.at("/ip").asString()).isEqualTo(address);
        assertThat(event.at("/details/guesses").asString()).startsWith("10 ");
        Eventually.within(Duration.ofSeconds(10), "an alert", () -> isAlerted(userId));
    }

    @Test
    void nineGuessesAreTooFew() {
        strangersGuess(9);

        logIn(server.from(address));

        assertThat(new Events(admin).find("type=" + TYPE + "&userId=" + userId)).isEmpty();
        assertThat(isAlerted(userId)).isFalse();
    }

    @Test
    void knownDeviceIsItsOwners() {
        strangersGuess(10);

        logIn(server.from(address).with("Cookie", victim.device()));

        assertThat(new Events(admin).find("type=" + TYPE + "&userId=" + userId)).isEmpty();
        assertThat(isAlerted(userId)).isFalse();
    }
}
