package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/// A server with every layer on, to which clients come from any address they like.
final class GuardedServer implements AutoCloseable {
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    /// Somebody with an account.
    ///
    /// @param signUp the answer to his sign-up
    record Person(String email, Answer signUp) {

        String token() {
            return signUp.at("/accessToken");
        }

        String device() {
            return cookieOf(signUp);
        }
    }

    private final ManualClock clock;
    private final TestServer server;

    private GuardedServer(ManualClock clock, TestServer server) {
        this.clock = clock;
        this.server = server;
    }

    static GuardedServer start(Map<String, String> settings) {
        ManualClock clock = new ManualClock();
        return new GuardedServer(clock, TestServer.start(clock, guarded(settings)));
    }

    static GuardedServer start(ManualClock clock, Map<String, String> settings, Path dataDir) {
        return new GuardedServer(clock, TestServer.start(clock, guarded(settings), dataDir));
    }

    private static Map<String, String> guarded(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("guard.layers", "all", "trusted-proxies", "127.0.0.0/8"));
        all.putAll(settings);
        return all;
    }

    /// An address that no other test uses.
    static String freshAddress() {
        int number = ADDRESSES.incrementAndGet();
        return "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 255, number & 255);
    }

    static String cookieOf(Answer answer) {
        return answer.header("Set-Cookie").split(";")[0];
    }

    ManualClock clock() {
        return clock;
    }

    int port() {
        return server.port();
    }

    Path dataDir() {
        return server.dataDir();
    }

    long passwordHashes() {
        return server.passwordHashes();
    }

    ApiClient from(String address) {
        return server.client().with("X-Forwarded-For", address);
    }

    ApiClient direct() {
        return server.client();
    }

    /// Signs somebody up from an address of his own.
    Person person() {
        String email = People.freshEmail();
        Answer signUp = from(freshAddress()).signUp(email);
        assertThat(signUp.status()).isEqualTo(201);
        return new Person(email, signUp);
    }

    /// Has an address banned by rule: five wrong guesses at an account that does not exist.
    void ban(String address) {
        clock.advance(Duration.ofSeconds(2));
        String email = People.freshEmail();
        for (int i = 0; i < 5; i++) {
            from(address).logIn(email, "wrong" + i);
        }
        assertThat(from(address).get("/.well-known/jwks.json").status()).isEqualTo(403);
        clock.advance(Duration.ofSeconds(2));
    }

    /// The stored score of an address, once everything that was signalled before is stored; empty without a standing.
    OptionalLong score(String address) {
        String sentinel = freshAddress();
        from(sentinel).with("User-Agent", "nikto").get("/.well-known/jwks.json");
        Eventually.within(
                Duration.ofSeconds(10),
                "scores were stored",
                () -> number("SELECT score FROM address_standing WHERE address = ?", sentinel).isPresent());
        return number("SELECT score FROM address_standing WHERE address = ?", address);
    }

    /// The number that a query with one argument yields, behind the server's back.
    OptionalLong number(String sql, String argument) {
        try (Connection connection = server.database();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long guessesFrom(String address) {
        return number("SELECT COUNT(*) FROM login_guesses WHERE address = ?", address).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }
}
