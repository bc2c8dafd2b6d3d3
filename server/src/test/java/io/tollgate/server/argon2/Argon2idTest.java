package io.tollgate.server.argon2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.guard.testing.Together;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
    private static final byte[] SALT = "sixteen bytes ok".getBytes(UTF_8);

    private static Sodium sodium() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(platform.equals("Linux amd64") || platform.equals("Linux aarch64"), "no libsodium for " + platform);
        return Sodium.loaded().orElseThrow();
    }

    /// From the tests of the reference implementation (src/test.c of phc-winner-argon2).
    @Test
    void isTheFunctionOfTheReferenceImplementation() {
        byte[] hash = new Argon2id(65_536, 2, 1).hash("password".getBytes(UTF_8), "somesalt".getBytes(UTF_8), 32);

        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 16", "8, 10, 64", "1024, 3, 24", "19456, 2, 32", "65536, 1, 32"})
    void bothImplementationsComputeTheSame(int memoryKib, int iterations, int bytes) {
        Argon2id function = new Argon2id(memoryKib, iterations, 1);
        Random random = new Random(memoryKib);
        for (int length : new int[] {0, 1, 15, 64, 1_024}) {
            byte[] password = new byte[length];
            random.nextBytes(password);

            assertThat(sodium().hash(function, password, SALT, bytes))
                    .isEqualTo(BouncyCastle.hash(function, password, SALT, bytes));
        }
    }

    @Test
    void whatSodiumDoesNotHaveIsComputedAllTheSame() {
        byte[] password = "correct horse battery staple".getBytes(UTF_8);
        byte[] shortSalt = "eight by".getBytes(UTF_8);

        assertThat(new Argon2id(64, 1, 2).hash(password, SALT, 32))
                .isEqualTo(BouncyCastle.hash(new Argon2id(64, 1, 2), password, SALT, 32));
        assertThat(new Argon2id(64, 1, 1).hash(password, shortSalt, 32))
                .isEqualTo(BouncyCastle.hash(new Argon2id(64, 1, 1), password, shortSalt, 32));
    }

    @Test
    void manyAtOnceComputeTheSame() {
        Argon2id function = new Argon2id(1_024, 1, 1);
        byte[] alone = sodium().hash(function, SALT, SALT, 32);

        assertThat(Together.run(32, _ -> BouncyCastle.hash(function, SALT, SALT, 32)))
                .hasSize(32)
                .allSatisfy(hash -> assertThat(hash).isEqualTo(alone));
    }

    @ParameterizedTest
    @CsvSource({"7, 1, 1", "8, 0, 1", "8, 1, 0", "15, 1, 2"})
    void thereIsNoSuchFunction(int memoryKib, int iterations, int parallelism) {
        assertThatThrownBy(() -> new Argon2id(memoryKib, iterations, parallelism))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
