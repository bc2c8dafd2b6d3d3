package io.tollgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.PairedTimes;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whether an address has an account must not be told by how long a refusal takes.
@Tag("alone")
class LoginTimingTest {
    private static final long SEED = 20260101;
    private static final int TRIES = 200;
    private static final double SIGNIFICANT = 0.001;

    @Test
    void unknownAccountAndWrongPasswordTakeEquallyLong() {
        PairedTimes times;
        try (TestServer server = TestServer.start(Clock.systemUTC(), Map.of("hash.threads", "1"))) {
            ApiClient client = server.client();
            String email = People.freshEmail();
            client.signUp(email);
            for (int i = 0; i < 20; i++) {
                millis(client, email);
                millis(client, "nobody" + i + "@example.org");
            }
            times = PairedTimes.measure(
                    TRIES, new Random(SEED), () -> millis(client, email), () -> millis(client, People.freshEmail()));
        }

        double probability = times.probabilityOfChance();

        System.out.printf(
                "login timing: seed %d, medians %.2f and %.2f ms, p = %.4f%n",
                SEED, times.medianOfOne(), times.medianOfOther(), probability);
        assertThat(probability).isGreaterThanOrEqualTo(SIGNIFICANT);
    }

    private static double millis(ApiClient client, String email) {
        long began = System.nanoTime();
        assertThat(client.logIn(email, "not the right passphrase").status()).isEqualTo(401);
        return (System.nanoTime() - began) / 1e6;
    }
}
