package io.tollgate.server.cli;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.ProcessLogging;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `guard list|ban|unban|allow` beside a running server.
@ExtendWith(ProcessLogging.class)
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GuardCommandTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    private static TestServer server;
    private static Map<String, String> databaseSettings;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        databaseSettings = database.freshSettings();
        Map<String, String> settings = new HashMap<>(databaseSettings);
        settings.put("guard.layers", "all");
        settings.put("trusted-proxies", "127.0.0.0/8");
        server = TestServer.start(Clock.systemUTC(), settings);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static ApiClient from(String address) {
        return server.client().with("X-Forwarded-For", address);
    }

    private static int status(String address) {
        return from(address).get(ANONYMOUS).status();
    }

    private static int guard(String... arguments) {
        List<String> all = new ArrayList<>(List.of("guard"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data.dir", server.dataDir().toString()));
        databaseSettings.forEach((key, value) -> all.addAll(List.of("--" + key, value)));
        return Tollgate.run(Map.of(), all.toArray(String[]::new));
    }

    private static String said(Runnable command) {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            command.run();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void banStopsEverythingAndUnbanUndoesIt() {
        String address = "10.90.0.1";
        String token = from("10.90.0.2").signUp(People.freshEmail()).at("/accessToken");
        assertThat(from(address).as(token).get("/api/auth/me").status()).isEqualTo(200);

        assertThat(guard("ban", address)).isZero();

        Eventually.within(SECOND, "the ban holds", () -> status(address) == 403);
        assertThat(from(address).as(token).get("/api/auth/me").status()).as("a session begun before").isEqualTo(403);

        assertThat(guard("unban", address)).isZero();

        Eventually.within(SECOND, "the ban is undone", () -> status(address) == 200);
    }

    @Test
    void whatIsDoneIsAnEvent() {
        String address = "10.90.9.1";
        guard("ban", address);
        guard("unban", address);
        guard("allow", address);

        Events events = new Events(from("10.90.9.2").asAdmin());
        for (String type : List.of("address_banned", "address_unbanned", "address_allowed")) {
            assertThat(events.await("type=" + type + "&ip=" + address).at("/details/reason").asString())
                    .isEqualTo("by command");
        }
    }

    @Test
    void unbanClearsWindowsAndGuesses() {
        String address = "10.90.1.1";
        String email = People.freshEmail();
        from("10.90.1.2").signUp(email);
        Together.run(60, _ -> from(address).get(ANONYMOUS));
        for (int i = 0; i < 8; i++) {
            from(address).logIn(email, "wrong password " + i);
        }
        assertThat(from(address).logIn(email, PASSWORD).status()).isEqualTo(403);

        guard("unban", address);

        Eventually.within(SECOND, "the windows are empty", () -> status(address) == 200);
        assertThat(from(address).logIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void unbanGivesSignUpsAFreshStart() {
        String address = "10.90.2.1";
        for (int i = 0; i < 14; i++) {
            from(address).signUp(People.freshEmail());
        }
        assertThat(status(address)).isEqualTo(403);

        guard("unban", address);

        Eventually.within(SECOND, "the ban is undone", () -> status(address) == 200);
        for (int i = 0; i < 3; i++) {
            assertThat(from(address).signUp(People.freshEmail()).status()).isEqualTo(201);
        }
        assertThat(from(address).signUp(People.freshEmail()).status()).isEqualTo(429);
        assertThat(status(address)).as("one refused sign-up bans nobody").isEqualTo(200);
    }

    @Test
    void allowExemptsFromLimitsAndBans() {
        String address = "10.90.3.1";
        guard("ban", address);
        Eventually.within(SECOND, "the ban holds", () -> status(address) == 403);

        guard("allow", address);

        Eventually.within(SECOND, "the address is exempted", () -> status(address) == 200);
        assertThat(Together.run(80, _ -> status(address))).containsOnly(200);
    }

    @Test
    void listSaysWhatIsKnown() {
        guard("ban", "2001:db8:90::/64");

        assertThat(said(() -> guard("list")))
                .contains("2001:db8:90::", "banned since", "without an end: by command; by hand");
    }

    @Test
    void scoreIsSetByHandAndShownAmongTheBest() {
        assertThat(guard("score", "198.51.100.77", "93")).isZero();

        assertThat(said(() -> guard("best"))).startsWith("198.51.100.77  score 93 (trusted), not banned");
    }

    @Test
    void scoreOutOfRangeIsAUsageError() {
        assertThat(guard("score", "198.51.100.78", "101")).isEqualTo(2);
        assertThat(guard("score", "198.51.100.78", "-1")).isEqualTo(2);
        assertThat(guard("score", "198.51.100.78", "good")).isEqualTo(2);
    }

    @Test
    void whatIsNoAddressIsAUsageError() {
        assertThat(guard("ban", "example.org")).isEqualTo(2);
        assertThat(guard("ban", "10.0.0.0/8")).isEqualTo(2);
    }
}
