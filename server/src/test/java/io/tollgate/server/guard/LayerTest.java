package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each layer does alone, and that nothing is refused in monitor-only.
class LayerTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    private final String address = freshAddress();

    private static GuardedServer with(String layers) {
        return GuardedServer.start(Map.of("guard.layers", layers, "guard.limits.default", "60/10m"));
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    private List<Answer> guess(GuardedServer server) {
        Person victim = server.person();
        return Together.run(20, i -> server.from(address).logIn(victim.email(), "wrong password " + i));
    }

    /// Of twenty guesses those that were hashed; of eighty anonymous requests to one endpoint those that were served;
    /// whether a guesser is banned; how often a session can be refreshed.
    @ParameterizedTest
    @CsvSource({
        "none,                   20, 80, false, 12",
        "events,                 20, 80, false, 12",
        "alerts,                 20, 80, false, 12",
        "detection,               5, 49, false, 10",
        "limits,                 20, 60, false, 10",
        "reputation,             20, 80, false, 12",
        "'detection,limits',      5, 49, false, 10",
        "'detection,reputation',  5, 49, true,  10",
        "all,                     5, 49, true,  10"
    })
    void aloneDoesItsWork(String layers, int hashed, int served, boolean banned, int refreshes) {
        try (GuardedServer server = with(layers)) {
            assertThat(count(guess(server), 401)).isEqualTo(hashed);
            assertThat(server.from(address).get(ANONYMOUS).status()).isEqualTo(banned ? 403 : 200);
            String visitor = freshAddress();
            assertThat(count(Together.run(80, _ -> server.from(visitor).get(ANONYMOUS)), 200)).isEqualTo(served);
            assertThat(refreshes(server)).isEqualTo(refreshes);
        }
    }

    private static int refreshes(GuardedServer server) {
        String token = server.person().signUp().at("/refreshToken");
        for (int i = 0; i < 12; i++) {
            Answer answer = server.from(freshAddress()).refresh(token);
            if (answer.status() != 200) {
                return i;
            }
            token = answer.at("/refreshToken");
        }
        return 12;
    }

    @Test
    void reputationOffTheLimitsAreThoseOfNeutralAddresses() {
        try (GuardedServer server = GuardedServer.start(Map.of("guard.layers", "detection,limits,alerts,events"))) {
            Together.run(100, _ -> server.from(address).get(ANONYMOUS));

            assertThat(server.from(address).get("/openapi.yaml").status()).isEqualTo(200);
            assertThat(server.number("SELECT COUNT(*) FROM address_standing WHERE address = ?", address)).hasValue(0);
        }
    }

    @Test
    void reputationSwitchedOffNoAutomaticBanIsInForceOrShown(@TempDir Path folder) {
        ManualClock clock = new ManualClock();
        try (GuardedServer before = GuardedServer.start(clock, Map.of(), folder)) {
            before.ban(address);
        }
        Map<String, String> off = Map.of("guard.layers", "detection,limits,alerts,events");
        try (GuardedServer server = GuardedServer.start(clock, off, folder)) {
            assertThat(server.from(address).get(ANONYMOUS).status()).isEqualTo(200);
            Answer shown = server.from(freshAddress()).asAdmin().get("/api/admin/security/ips/" + address);
            assertThat(shown.json().get("ban").isNull()).isTrue();
            assertThat(shown.at("/level")).isEqualTo("suspicious");
            assertThat(shown.json().get("multiplier").asDouble()).isEqualTo(1);
        }
    }

    @Test
    void monitorOnlyRefusesNothing() {
        try (GuardedServer server = GuardedServer.start(Map.of("guard.monitor-only", "true"))) {
            Person victim = server.person();
            long before = server.passwordHashes();

            List<Answer> guesses = Together.run(20, i -> server.from(address).logIn(victim.email(), "wrong " + i));
            List<Answer> requests = Together.run(80, _ -> server.from(address).get(ANONYMOUS));

            assertThat(guesses).extracting(Answer::status).containsOnly(401);
            assertThat(server.passwordHashes() - before).isEqualTo(20);
            assertThat(requests).extracting(Answer::status).containsOnly(200);
            assertThat(server.from(address).logIn(victim.email(), PASSWORD).status()).isEqualTo(200);
            assertThat(refreshes(server)).isEqualTo(12);
            assertThat(server.number("SELECT COUNT(*) FROM address_standing WHERE ban_since IS NOT NULL AND address = ?", address))
                    .as("what would have been done is recorded")
                    .hasValue(1);
        }
    }

    @Test
    void allowListedNetworksAreNeitherLimitedNorBanned() {
        try (GuardedServer server = GuardedServer.start(Map.of("guard.allow", "172.16.0.0/12"))) {
            Person person = server.person();
            ApiClient office = server.from("172.16.7.7");

            List<Answer> guesses = Together.run(20, i -> office.logIn(person.email(), "wrong " + i));
            List<Answer> requests = Together.run(80, _ -> office.get(ANONYMOUS));

            assertThat(guesses).extracting(Answer::status).containsOnly(401);
            assertThat(requests).extracting(Answer::status).containsOnly(200);
        }
    }
}
