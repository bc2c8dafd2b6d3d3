package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.cookieOf;
import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// With every layer on, the owner of an account that strangers guess at gets back in by mail.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ResetLiftsThrottleTest {
    private static final String NEW_PASSWORD = "a quite different passphrase";

    private final ManualClock clock = new ManualClock();

    @Parameter
    TestDatabase database;

    @TempDir
    Path folder;

    private TestMailServer mails;
    private Map<String, String> settings;
    private GuardedServer server;
    private Person owner;

    @BeforeEach
    void start() {
        mails = new TestMailServer();
        settings = new HashMap<>(mails.settings());
        settings.putAll(database.freshSettings());
        server = GuardedServer.start(clock, settings, folder);
        owner = server.person();
    }

    @AfterEach
    void stop() {
        server.close();
        mails.close();
    }

    /// Guesses from as many addresses as it takes, until every unknown client waits.
    private void exhaust(GuardedServer node) {
        for (int i = 0; i < 20; i++) {
            node.from(freshAddress()).logIn(owner.email(), "wrong " + i);
        }
        assertThat(logIn(node.from(freshAddress()), PASSWORD)).isEqualTo(429);
    }

    private int logIn(ApiClient client, String password) {
        return client.logIn(owner.email(), password).status();
    }

    private Answer reset(ApiClient client) {
        assertThat(client.post("/api/auth/forgot-password", Map.of("email", owner.email())).status())
                .isEqualTo(202);
        String token = mails.await(owner.email(), "Reset your password").token();
        Answer answer =
                client.post("/api/auth/reset-password", Map.of("token", token, "newPassword", NEW_PASSWORD));
        assertThat(answer.status()).isEqualTo(204);
        return answer;
    }

    @Test
    void ownerIsLetInOnTheNextRequestEvenWithoutACookie() {
        exhaust(server);
        ApiClient home = server.from(freshAddress());

        reset(home);

        assertThat(logIn(home, NEW_PASSWORD)).isEqualTo(200);
    }

    @Test
    void deviceOfTheResetIsKnownWhileTheGuessingGoesOn() {
        ApiClient home = server.from(freshAddress());
        String cookie = cookieOf(reset(home));
        exhaust(server);

        assertThat(logIn(home, NEW_PASSWORD)).isEqualTo(429);
        assertThat(logIn(home.with("Cookie", cookie), NEW_PASSWORD)).isEqualTo(200);
    }

    @Test
    void devicesOfBeforeAreForgotten() {
        reset(server.from(freshAddress()));
        exhaust(server);

        assertThat(logIn(server.from(freshAddress()).with("Cookie", owner.device()), NEW_PASSWORD)).isEqualTo(429);
    }

    @Test
    void ownerWhoUsedUpHisOwnGuessesIsLetInToo() {
        ApiClient home = server.from(freshAddress()).with("Cookie", owner.device());
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(home, "mistyped " + i)).isEqualTo(401);
        }
        assertThat(logIn(home, PASSWORD)).isEqualTo(429);

        reset(home);

        assertThat(logIn(home, NEW_PASSWORD)).isEqualTo(200);
    }

    @Test
    void otherAccountsGuessedAtFromTheSameAddressKeepTheirGuesses() {
        String attacker = freshAddress();
        Person other = server.person();
        server.from(attacker).logIn(other.email(), "wrong");
        server.from(attacker).logIn(owner.email(), "wrong");

        reset(server.from(freshAddress()));

        assertThat(server.guessesFrom(attacker)).isEqualTo(1);
    }

    @Test
    void bannedAddressWithSomebodyElsesDeviceGetsNoMail() {
        String attacker = freshAddress();
        String cookie = cookieOf(server.from(attacker).signUp(People.freshEmail()));
        server.ban(attacker);
        ApiClient banned = server.from(attacker).with("Cookie", cookie);

        assertThat(banned.post("/api/auth/forgot-password", Map.of("email", owner.email())).code()).isEqualTo("ip_banned");
        assertThat(banned.post("/api/auth/verify-email", Map.of("email", owner.email())).code()).isEqualTo("ip_banned");
        assertThat(banned.post("/api/auth/verify-email", Map.of("token", "x")).code()).isEqualTo("ip_banned");
    }

    @Test
    void guessingTokensIsChargedLikeAnyRequest() {
        ApiClient guesser = server.from(freshAddress());
        int refused = 0;
        for (int i = 0; i < 700 && refused == 0; i++) {
            int status = guesser.post(
                            "/api/auth/reset-password", Map.of("token", "guess" + i, "newPassword", NEW_PASSWORD))
                    .status();
            refused = status == 401 ? 0 : status;
        }

        assertThat(refused).isEqualTo(429);
    }
}
