package io.tollgate.server.password;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class PasswordStorageTest {
    private static final String TODAY = "$argon2id$v=19$m=19456,t=2,p=1$";

    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    private String email;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        server = TestServer.start(new ManualClock(), database.freshSettings());
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() {
        email = People.freshEmail();
        client.signUp(email);
    }

    private String stored() throws SQLException {
        try (Connection connection = server.database();
                PreparedStatement query = connection.prepareStatement("SELECT password_hash FROM users WHERE email = ?")) {
            query.setString(1, email);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void store(String hash) throws SQLException {
        try (Connection connection = server.database();
                PreparedStatement update = connection.prepareStatement("UPDATE users SET password_hash = ? WHERE email = ?")) {
            update.setString(1, hash);
            update.setString(2, email);
            update.executeUpdate();
        }
    }

    private int logIn(String password) {
        return client.logIn(email, password).status();
    }

    private static String argon2id(int memory, int iterations, String password) {
        byte[] salt = "sixteen bytes ok".getBytes(UTF_8);
        byte[] hash = new byte[32];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        generator.generateBytes(password.getBytes(UTF_8), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
                .formatted(memory, iterations, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Test
    void parametersStandInTheHash() throws SQLException {
        assertThat(stored()).startsWith(TODAY).doesNotContain(PASSWORD);
    }

    @Test
    void samePasswordHasAnotherHashForEachPerson() throws SQLException {
        String first = stored();
        signUp();

        assertThat(stored()).isNotEqualTo(first);
    }

    @Test
    void weakerHashIsUpgradedAtLogin() throws SQLException {
        String old = argon2id(8_192, 1, PASSWORD);
        store(old);

        assertThat(logIn("not the right passphrase")).isEqualTo(401);
        assertThat(stored()).isEqualTo(old);
        assertThat(logIn(PASSWORD)).isEqualTo(200);
        assertThat(stored()).startsWith(TODAY);
        assertThat(logIn(PASSWORD)).isEqualTo(200);
    }

    @Test
    void hashThatAsksForTheMemoryOfTheMachineIsNotComputed() throws SQLException {
        store(argon2id(8_192, 1, PASSWORD).replace("m=8192", "m=1048576"));

        assertThat(logIn(PASSWORD)).isEqualTo(401);
        assertThat(Argon2Hash.parse(stored())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$argon2id$v=19$m=0,t=0,p=0$c2l4dGVlbiBieXRlcyBvaw$c2l4dGVlbiBieXRlcyBvaw",
                "$argon2id$v=19$m=1,t=1,p=4$c2l4dGVlbiBieXRlcyBvaw$c2l4dGVlbiBieXRlcyBvaw",
                "$argon2id$v=19$m=8192,t=1,p=1$c2l4dGVlbiBieX$c2l4dGVlbiBieXRlcyBvawAAA",
                "$argon2id$v=19$m=8192,t=1,p=1$c2l4dGVlbiBieXRlY$c2l4dGVlbiBieXRlcyBvaw",
                "$argon2i$v=19$m=8192,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$c2l4dGVlbiBieXRlcyBvaw",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
            })
    void hashThatIsNoneMatchesNothing(String broken) throws SQLException {
        store(broken);

        assertThat(logIn(PASSWORD)).isEqualTo(401);
    }

    @Test
    void passwordTypedInAnotherNotationIsTheSame() {
        String person = People.freshEmail();
        client.post("/api/auth/signup", Map.of("email", person, "password", "the café by the Ångström"));

        assertThat(client.logIn(person, "the cafe\u0301 by the A\u030Angstro\u0308m").status()).isEqualTo(200);
    }
}
