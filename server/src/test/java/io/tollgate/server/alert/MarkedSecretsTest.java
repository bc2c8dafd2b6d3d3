package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Secrets with a mark in them go through every way into the server, and come out of none: not the security log, its
/// export and archive, the server's own log, alerts by mail, Sentry and webhook, nor the database.
class MarkedSecretsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String MARK = "Xq7Mark";

    private final List<String> secrets = new ArrayList<>(List.of(MARK));
    private int made;

    private String password() {
        return MARK + " and a long passphrase " + ++made;
    }

    private String kept(String secret) {
        secrets.add(secret);
        return secret;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void comeOutNowhere(TestDatabase database) throws SQLException {
        ManualClock clock = new ManualClock();
        try (FarEnd far = FarEnd.start();
                TestMailServer mails = new TestMailServer();
                LogText log = LogText.capture();
                TestServer server = TestServer.start(clock, settings(database, far, mails))) {
            ApiClient admin = server.client().asAdmin();
            Answer victim = useEveryWay(server.client(), admin);

            Eventually.within(DEADLINE, "alerts went out by all channels", () -> {
                clock.advance(Duration.ofMillis(500));
                return posted(far, "/hook") && posted(far, "/envelope/") && !mails.to("ops@example.org").isEmpty();
            });
            Eventually.within(DEADLINE, "the owner was told", () -> {
                clock.advance(Duration.ofMillis(500));
                return !mails.to(victim.at("/user/email")).isEmpty();
            });
            ApiClient reader = server.client().asAdmin();
            Eventually.within(DEADLINE, "all events are stored", () -> {
                String stored = exported(reader);
                return Stream.of("authn_login_fail_max", "authn_token_reuse", "address_banned", "user_created")
                        .allMatch(stored::contains);
            });
            String events = exported(reader);
            assertClean("events", events);
            assertClean("log", log.text());
            assertClean("far end", far.posts.stream().map(FarEnd.Post::body).collect(Collectors.joining("\n")));
            assertClean("mails", String.join("\n", mails.to("ops@example.org").stream().map(Object::toString).toList()));
            try (Connection connection = server.database()) {
                assertClean("database", DatabaseText.of(connection));
            }
        }
    }

    private static String exported(ApiClient admin) {
        return admin.get("/api/admin/security/events/export").text();
    }

    private static boolean posted(FarEnd far, String path) {
        return far.posts.stream().anyMatch(post -> post.path().endsWith(path));
    }

    private void assertClean(String where, String text) {
        assertThat(secrets).allSatisfy(secret -> assertThat(text).as(where).doesNotContain(secret));
    }

    private static Map<String, String> settings(TestDatabase database, FarEnd far, TestMailServer mails) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.putAll(mails.settings());
        settings.putAll(Map.of(
                "guard.layers", "all",
                "trusted-proxies", "127.0.0.0/8",
                "guard.limits.signup", "100/1h",
                "alerts.mail-to", "ops@example.org",
                "alerts.webhook", "http://" + far.authority() + "/hook",
                "sentry.dsn", "http://publickey@" + far.authority() + "/42",
                "log.statements", "true"));
        return settings;
    }

    /// Right and wrong passwords, tokens good and bad, in bodies, headers, cookies and addresses.
    private Answer useEveryWay(ApiClient client, ApiClient admin) {
        ApiClient owner = client.with("X-Forwarded-For", "198.51.100.1");
        String password = password();
        String email = People.freshEmail();
        Answer signUp = owner.post("/api/auth/signup", Map.of("email", email, "password", password));
        assertThat(signUp.status()).as(signUp.text()).isEqualTo(201);
        String first = kept(signUp.at("/refreshToken"));
        kept(signUp.at("/accessToken"));
        kept(signUp.header("Set-Cookie").split("[=;]")[1]);
        kept(owner.refresh(first).at("/refreshToken"));
        owner.as(MARK + ".not.atoken").get("/api/auth/me");
        owner.with("Cookie", "tollgate_dashboard=" + MARK + "; tollgate_device=" + MARK).get("/api/admin/alerts");
        owner.get("/api/auth/me?token=" + MARK);
        owner.get("/" + MARK);
        owner.post("/api/auth/login", Map.of("email", MARK + password(), "password", password()));
        owner.post("/api/auth/login", Map.of("email", MARK + "@example.org", "password", password()));
        owner.post("/api/auth/reset-password", Map.of("token", MARK, "newPassword", password()));
        owner.post("/api/auth/verify-email", Map.of("token", MARK, "password", password()));
        owner.post("/api/auth/forgot-password", Map.of("email", email));
        owner.as(signUp.at("/accessToken"))
                .post("/api/auth/password", Map.of("currentPassword", password, "newPassword", password()));
        owner.as(signUp.at("/accessToken"))
                .post("/api/auth/password", Map.of("currentPassword", password(), "newPassword", password()));
        owner.post("/api/admin/session", Map.of("email", email, "password", password()));
        // Another device uses the rotated token: reuse.
        client.with("X-Forwarded-For", "198.51.100.9").refresh(first);
        ApiClient guesser = client.with("X-Forwarded-For", "198.51.100.66");
        for (int i = 0; i < 6; i++) {
            guesser.logIn(email, password());
        }
        admin.get("/api/admin/security/events?type=" + MARK);
        return signUp;
    }
}
