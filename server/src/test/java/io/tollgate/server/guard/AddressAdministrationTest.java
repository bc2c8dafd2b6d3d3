package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What people see and do about addresses over HTTP.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class AddressAdministrationTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";
    private static final String IPS = "/api/admin/security/ips";

    private static GuardedServer server;
    private static String adminAddress;
    private static ApiClient admin;

    @Parameter
    TestDatabase database;

    private final String address = freshAddress();

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.limits.admin", "10000/1m");
        server = GuardedServer.start(settings);
        adminAddress = freshAddress();
        admin = server.from(adminAddress).asAdmin();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private int statusFrom(String client) {
        return server.from(client).get(ANONYMOUS).status();
    }

    @Test
    void strangerIsNeutral() {
        Answer answer = admin.get(IPS + "/" + address);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("score").asInt()).isEqualTo(50);
        assertThat(answer.at("/level")).isEqualTo("neutral");
        assertThat(answer.json().get("multiplier").asDouble()).isEqualTo(1);
        assertThat(answer.json().get("requests").asLong()).isZero();
        assertThat(answer.json().get("ban").isNull()).isTrue();
        assertThat(answer.json().get("allowed").asBoolean()).isFalse();
    }

    @Test
    void requestsAreCounted() {
        for (int i = 0; i < 7; i++) {
            statusFrom(address);
        }

        Answer answer = admin.get(IPS + "/" + address);

        assertThat(answer.json().get("requests").asLong()).isEqualTo(7);
        assertThat(answer.at("/lastSeen")).isNotEmpty();
    }

    @Test
    void banByHandHoldsAtOnceAndIsUndone() {
        Answer banned = admin.post(IPS + "/" + address + "/ban", Map.of("reason", "scraping", "seconds", 3600));

        assertThat(banned.status()).as(banned.text()).isEqualTo(200);
        assertThat(banned.at("/ban/reason")).isEqualTo("scraping");
        assertThat(banned.json().at("/ban/automatic").asBoolean()).isFalse();
        assertThat(banned.at("/level")).isEqualTo("banned");
        assertThat(statusFrom(address)).isEqualTo(403);
        JsonNode event = new Events(admin).await("type=address_banned&ip=" + address);
        assertThat(event.at("/details/reason").asString()).isEqualTo("scraping");
        assertThat(event.at("/details/automatic").asString()).isEqualTo("false");

        Answer unbanned = admin.post(IPS + "/" + address + "/unban", Map.of("reason", "a mistake"));

        assertThat(unbanned.json().get("ban").isNull()).isTrue();
        assertThat(statusFrom(address)).isEqualTo(200);
        assertThat(new Events(admin).await("type=address_unbanned&ip=" + address).at("/userId").asString())
                .isNotEmpty();
    }

    @Test
    void banWithATimeEndsByItself() {
        admin.post(IPS + "/" + address + "/ban", Map.of("reason", "scraping", "seconds", 60));
        assertThat(statusFrom(address)).isEqualTo(403);

        server.clock().advance(Duration.ofSeconds(61));

        assertThat(statusFrom(address)).isEqualTo(200);
        admin = server.from(adminAddress).asAdmin();
    }

    @Test
    void automaticBanSaysWhy() {
        server.ban(address);

        Answer answer = admin.get(IPS + "/" + address);

        assertThat(answer.at("/ban/reason")).isEqualTo("login_budget");
        assertThat(answer.at("/ban/evidence")).isNotEmpty();
        assertThat(answer.at("/ban/until")).isNotEmpty();
        assertThat(answer.json().at("/ban/automatic").asBoolean()).isTrue();
        JsonNode event = new Events(admin).await("type=address_banned&ip=" + address);
        assertThat(event.at("/severity").asString()).isEqualTo("high");
        assertThat(event.at("/details/evidence").asString()).isNotEmpty();
    }

    @Test
    void allowedAddressIsNeitherLimitedNorBanned() {
        server.ban(address);

        Answer allowed = admin.post(IPS + "/" + address + "/allow", Map.of("reason", "our monitoring"));

        assertThat(allowed.json().get("allowed").asBoolean()).isTrue();
        assertThat(allowed.json().get("ban").isNull()).isTrue();
        assertThat(allowed.at("/level")).isEqualTo("suspicious");
        assertThat(allowed.json().get("multiplier").asDouble()).isEqualTo(0.5);
        assertThat(allowed.at("/allowedUntil")).isNotEmpty();
        assertThat(statusFrom(address)).isEqualTo(200);
        new Events(admin).await("type=address_allowed&ip=" + address);
    }

    /// Else whoever may exempt an address could exempt his own, and guess as he likes.
    @Test
    void addressExemptedByHandMayNotGuessMore() {
        String victim = server.person().email();
        admin.post(IPS + "/" + address + "/allow", Map.of("reason", "our monitoring"));
        long before = server.passwordHashes();

        for (int i = 0; i < 7; i++) {
            server.from(address).logIn(victim, "wrong password " + i);
        }

        assertThat(server.passwordHashes() - before).isEqualTo(5);
        assertThat(server.from(address).logIn(victim, "wrong once more").status()).isEqualTo(429);
    }

    @Test
    void nobodyBansHimself() {
        assertThat(admin.post(IPS + "/" + adminAddress + "/ban", Map.of("reason", "oops")).status()).isEqualTo(409);
        assertThat(statusFrom(adminAddress)).isEqualTo(200);
    }

    @Test
    void everySpellingOfAnAddressIsTheSame() {
        admin.post(IPS + "/::ffff:" + address + "/ban", Map.of("reason", "mapped"));

        assertThat(statusFrom(address)).isEqualTo(403);
        assertThat(admin.get(IPS + "/" + address).at("/ban/reason")).isEqualTo("mapped");
    }

    @Test
    void listGoesFromTheWorstToTheBestPageByPage() {
        List<String> banned = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String next = freshAddress();
            admin.post(IPS + "/" + next + "/ban", Map.of("reason", "list"));
            banned.add(next);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = admin.get(IPS + "?level=banned&limit=2" + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            StreamSupport.stream(page.json().get("addresses").spliterator(), false)
                    .map(entry -> entry.get("ip").asString())
                    .forEach(seen::add);
            cursor = page.json().get("nextCursor").isNull() ? "" : "&cursor=" + page.at("/nextCursor");
        } while (!cursor.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().containsAll(banned);
        assertThat(admin.get(IPS + "/stats").json().get("banned").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(admin.get(IPS + "/stats").json().get("seen").asLong()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?level=worst", "?limit=0", "?limit=201", "?cursor=x", "?cursor=50-;DROP", "/not-an-address"})
    void badQuestionsAreRefused(String question) {
        assertThat(admin.get(IPS + question).status()).isEqualTo(400);
    }

    @Test
    void moderatorsLetAddressesInAndNobodyElseKeepsThemOut() {
        Person person = server.person();
        admin.post("/api/admin/users/" + person.signUp().at("/user/id") + "/role", Map.of("role", "moderator"));
        Answer login = server.from(freshAddress()).with("Cookie", person.device()).logIn(person.email(), ApiClient.PASSWORD);
        ApiClient moderator = server.from(freshAddress()).as(login.at("/accessToken"));

        assertThat(moderator.get(IPS + "/" + address).status()).isEqualTo(200);
        assertThat(moderator.post(IPS + "/" + address + "/ban", Map.of("reason", "x")).status()).isEqualTo(403);
        assertThat(moderator.post(IPS + "/" + address + "/allow", Map.of("reason", "x")).status()).isEqualTo(403);
        assertThat(moderator.post(IPS + "/" + address + "/unban", Map.of("reason", "x")).status()).isEqualTo(200);
    }

    @Test
    void actsNeedAReason() {
        for (String act : List.of("ban", "unban", "allow")) {
            String path = IPS + "/" + address + "/" + act;
            assertThat(admin.post(path, Map.of()).status()).as(act).isEqualTo(400);
            assertThat(admin.post(path, Map.of("reason", "two\nlines")).status()).as(act).isEqualTo(400);
        }
        assertThat(admin.post(IPS + "/" + address + "/ban", Map.of("reason", "x", "seconds", 0)).status()).isEqualTo(400);
        assertThat(admin.post(IPS + "/" + address + "/ban", Map.of("reason", "x", "seconds", "9")).status()).isEqualTo(400);
        assertThat(statusFrom(address)).isEqualTo(200);
    }
}
