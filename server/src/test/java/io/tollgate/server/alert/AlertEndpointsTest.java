package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Alerts as a moderator sees them, on a server that sends by itself.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class AlertEndpointsTest {
    private static final String PATH = "/api/admin/alerts";

    @Parameter
    private TestDatabase engine;

    private final ManualClock clock = new ManualClock();
    private final FarEnd end = FarEnd.start();
    private Map<String, String> settings;
    private TestServer server;
    private ApiClient admin;

    @BeforeEach
    void start() {
        settings = new HashMap<>(engine.freshSettings());
        settings.put("guard.layers", "alerts");
        settings.put("alerts.webhook", "http://" + end.authority() + "/hook");
        server = TestServer.start(clock, settings);
        admin = server.client().asAdmin();
    }

    @AfterEach
    void stop() {
        server.close();
        end.close();
    }

    /// As the log does, on another connection.
    private void store(int thefts) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data.dir", server.dataDir().toString());
        Settings parsed = Settings.from(SettingsLoader.load(all, Map.of(), Optional.empty()));
        try (Database database = Database.open(parsed.database(), parsed.dataDir(), false);
                AlertModule alerts = new AlertModule(
                        parsed, database, Optional.empty(), new TimeOrderedIds(clock, new SecureRandom()), clock)) {
            for (int i = 0; i < thefts; i++) {
                SecurityEvent event = SecurityEvent.of(EventType.AUTHN_TOKEN_REUSE, clock.instant()).ofPerson("user" + i);
                database.writeOnly(handle ->
                        alerts.subscriber().stored(handle, List.of(new Repeated("e", event, event.timestamp(), 1))));
                clock.advance(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void showsAlertsWithWhatBecameOfThem() {
        store(1);
        Eventually.within(Duration.ofSeconds(10), "the webhook is told", () -> admin.get(PATH)
                .at("/alerts/0/deliveries/0/state")
                .equals("delivered"));

        Answer answer = admin.get(PATH);

        assertThat(answer.at("/alerts/0/kind")).isEqualTo("session_theft");
        assertThat(answer.at("/alerts/0/userId")).isEqualTo("user0");
        assertThat(answer.at("/alerts/0/deliveries/0/channel")).isEqualTo("webhook");
        assertThat(answer.at("/active/0/id")).isEqualTo(answer.at("/alerts/0/id"));
        assertThat(answer.json().at("/budget/used").asInt()).isEqualTo(1);
        assertThat(end.posts).hasSize(1);
    }

    @Test
    void goesThroughPagesAndCountsWhatWasHeldBack() {
        store(12);

        Answer first = admin.get(PATH + "?limit=5");
        Answer second = admin.get(PATH + "?limit=50&cursor=" + first.at("/nextCursor"));

        assertThat(first.json().at("/alerts").size()).isEqualTo(5);
        assertThat(second.json().at("/alerts").size()).isEqualTo(7);
        assertThat(second.json().at("/nextCursor").isNull()).isTrue();
        assertThat(first.json().at("/budget/perKind/limit").asInt()).isEqualTo(10);
        assertThat(first.json().at("/budget/kinds").toString()).contains(
                "{\"kind\":\"session_theft\",\"used\":10,\"suppressed\":2,\"suppressedTotal\":2}");
    }

    @Test
    void isNoLongerActiveAfterAnHour() {
        store(1);
        clock.advance(Sighting.GOES_ON);

        Answer answer = server.client().asAdmin().get(PATH);

        assertThat(answer.json().at("/active").size()).isZero();
        assertThat(answer.json().at("/alerts/0/active").asBoolean()).isFalse();
    }

    @Test
    void isForModerators() {
        Answer person = server.client().signUp("ann@example.org");
        ApiClient ann = server.client().as(person.at("/accessToken"));
        assertThat(ann.get(PATH).status()).isEqualTo(403);
        assertThat(server.client().get(PATH).status()).isEqualTo(401);

        admin.post("/api/admin/users/" + person.at("/user/id") + "/role", Map.of("role", "moderator"));

        assertThat(ann.get(PATH).status()).isEqualTo(200);
        assertThat(ann.post(PATH + "/test").status()).isEqualTo(403);
    }

    @Test
    void testGoesThroughEveryChannelAndTellsTheResult() {
        end.replies(FarEnd.Reply.of(200), FarEnd.Reply.of(404));

        Answer good = admin.post(PATH + "/test");
        Answer bad = admin.post(PATH + "/test");

        assertThat(good.json().at("/channels").toString())
                .isEqualTo("[{\"channel\":\"webhook\",\"delivered\":true,\"error\":null}]");
        assertThat(bad.at("/channels/0/error")).isEqualTo("answered with 404");
        assertThat(end.posts.getFirst().body()).contains("\"form\":\"test\"");
        assertThat(admin.get(PATH).json().at("/budget/used").asInt()).isZero();
    }
}
