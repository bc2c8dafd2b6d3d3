package io.tollgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whether an address has an account must not be told by how long a refusal takes.
class LoginTimingTest {
    private static final long SEED = 20260101;
    private static final int TRIES = 200;
    private static final int PERMUTATIONS = 20_000;
    private static final double SIGNIFICANT = 0.001;

    @Test
    void unknownAccountAndWrongPasswordTakeEquallyLong() {
        Random random = new Random(SEED);
        double[] known = new double[TRIES];
        double[] unknown = new double[TRIES];
        try (TestServer server = TestServer.start(Clock.systemUTC(), Map.of("hash.threads", "1"))) {
            ApiClient client = server.client();
            String email = People.freshEmail();
            client.signUp(email);
            for (int i = 0; i < 20; i++) {
                millis(client, email);
                millis(client, "nobody" + i + "@example.org");
            }
            for (int i = 0; i < TRIES; i++) {
                boolean knownFirst = random.nextBoolean();
                if (knownFirst) {
                    known[i] = millis(client, email);
                }
                unknown[i] = millis(client, People.freshEmail());
                if (!knownFirst) {
                    known[i] = millis(client, email);
                }
            }
        }

        double probability = probabilityOfChance(known, unknown, random);

        System.out.printf(
                "login timing: seed %d, medians %.2f and %.2f ms, p = %.4f%n",
                SEED, median(known), median(unknown), probability);
        assertThat(probability).isGreaterThanOrEqualTo(SIGNIFICANT);
    }

    private static double millis(ApiClient client, String email) {
        long began = System.nanoTime();
        assertThat(client.logIn(email, "not the right passphrase").status()).isEqualTo(401);
        return (System.nanoTime() - began) / 1e6;
    }

    /// Permutation test on the medians: how often a split by chance differs as much as the one by account. Each pair
    /// was measured together, so only within pairs is anything exchanged, and a machine that slows down tells nothing.
    private static double probabilityOfChance(double[] known, double[] unknown, Random random) {
        double observed = Math.abs(median(known) - median(unknown));
        double[] a = known.clone();
        double[] b = unknown.clone();
        int asExtreme = 0;
        for (int permutation = 0; permutation < PERMUTATIONS; permutation++) {
            for (int i = 0; i < TRIES; i++) {
                boolean swapped = random.nextBoolean();
                a[i] = swapped ? unknown[i] : known[i];
                b[i] = swapped ? known[i] : unknown[i];
            }
            if (Math.abs(median(a) - median(b)) >= observed) {
                asExtreme++;
            }
        }
        return (asExtreme + 1.0) / (PERMUTATIONS + 1.0);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[TRIES / 2 - 1] + sorted[TRIES / 2]) / 2;
    }
}
