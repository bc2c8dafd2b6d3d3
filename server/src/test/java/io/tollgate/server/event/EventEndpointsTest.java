package io.tollgate.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The security log as staff sees it. The rows are put in behind the server's back.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class EventEndpointsTest {
    private static final String EVENTS = "/api/admin/security/events";
    private static final String ANN = "01a20c78-f57a-748b-8337-ebf60cabb4e3";
    private static final List<String> HOSTILE = List.of(
            "' OR '1'='1", "x'; DROP TABLE security_events; --", "\" OR 1=1", "1) OR (1=1", "%", "_", "\0", "\uFFFF", "}{");

    private static final Instant START = new ManualClock().instant();

    @Parameter
    private TestDatabase engine;

    private static TestServer server;
    private static ApiClient admin;

    @BeforeParameterizedClassInvocation
    static void fill(TestDatabase engine) {
        ManualClock clock = new ManualClock();
        TimeOrderedIds ids = new TimeOrderedIds(clock, new SecureRandom());
        Map<String, String> settings = new HashMap<>(engine.freshSettings());
        settings.put("guard.layers", "events");
        server = TestServer.start(clock, settings);
        admin = server.client().asAdmin();
        EventRows rows = new EventRows(server.database(), ids);
        for (int i = 0; i < 120; i++) {
            rows.insert(event(EventType.AUTHN_LOGIN_FAIL, i).with(SecurityEvent.ACCOUNT, "hash" + i), 10);
        }
        rows.insert(event(EventType.ADDRESS_BANNED, 200), 1);
        rows.insert(event(EventType.AUTHN_ACCOUNT_TAKEOVER, 300).ofPerson(ANN), 1);
        rows.insert(event(EventType.AUTHN_LOGIN_SUCCESS, 400).ofPerson(ANN), 1);
        rows.insert(
                new SecurityEvent(
                        EventType.MALICIOUS_ATTACK_TOOL,
                        START.plusSeconds(500),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("2001:db8:1:2::/64"),
                        Optional.of("=cmd|' /C calc'!A0,\"quoted\""),
                        Optional.of("+1"),
                        Map.of("path", "@SUM(A1)\r\nnext")),
                1);
        rows.close();
        clock.advance(Duration.ofMinutes(10));
    }

    private static SecurityEvent event(EventType type, int seconds) {
        return SecurityEvent.of(type, START.plusSeconds(seconds))
                .from(ClientAddress.parse("203.0.113." + seconds % 4).orElseThrow());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private List<JsonNode> list(String query) {
        Answer answer = admin.get(EVENTS + "?limit=200&to=2026-01-01T12:09:00Z&from=2026-01-01T12:00:00Z" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("events").spliterator(), false)
                .filter(event -> !event.get("type").asString().startsWith("sys_"))
                // The admin's own login.
                .filter(event -> !event.get("ip").asString("").equals("127.0.0.1"))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Nested
    class Listing {

        @Test
        void isNewestFirst() {
            assertThat(list("")).hasSize(124);
            assertThat(list("").getFirst().get("type").asString()).isEqualTo("malicious_attack_tool");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                type=authn_login_fail                                      | 120
                type=authn_login_fail,address_banned                       | 121
                type=authn_login_fail&type=address_banned&type=sys_startup | 121
                severity=critical                                          | 1
                severity=high,critical                                     | 2
                severity=high&severity=low                                 | 121
                type=authn_login_fail&severity=critical                    | 0
                type=authn_login_fail,address_banned&severity=high         | 1
                userId=01a20c78-f57a-748b-8337-ebf60cabb4e3                | 2
                userId=01a20c78-f57a-748b-8337-ebf60cabb4e3&severity=info  | 1
                userId=01a20c78-f57a-748b-8337-ebf60cabb4e4                | 0
                ip=203.0.113.0                                             | 33
                ip=203.0.113.0&type=authn_login_fail                       | 30
                ip=::ffff:203.0.113.0&severity=high,low                    | 31
                ip=2001:db8:1:2:3:4:5:6                                    | 1
                ip=%5B2001:DB8:1:2::9%5D:443                               | 1
                ip=2001:db8:1:2::/64                                       | 1
                ip=2001:db8:1:3::9                                         | 0
                """)
        void filters(String query, int expected) {
            assertThat(list("&" + query)).hasSize(expected);
        }

        @Test
        void fromIsTheFirstMomentAndToTheOneBehindTheLast() {
            Answer answer = admin.get(EVENTS + "?type=authn_login_fail&from=2026-01-01T12:00:10Z&to=2026-01-01T12:00:20Z");

            assertThat(answer.json().get("events").size()).isEqualTo(10);
            assertThat(answer.at("/events/9/timestamp")).isEqualTo("2026-01-01T12:00:10Z");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "&severity=low,high", "&type=authn_login_fail,address_banned", "&ip=203.0.113.1"})
        void pagesShowEveryEventOnce(String filter) {
            List<String> all = list(filter).stream().map(event -> event.get("id").asString()).toList();
            List<String> paged = new ArrayList<>();
            String cursor = "";
            do {
                Answer page = admin.get(EVENTS + "?limit=7&from=2026-01-01T12:00:00Z" + filter + cursor);
                page.json().get("events").forEach(event -> paged.add(event.get("id").asString()));
                cursor = page.json().get("nextCursor").isNull() ? "" : "&cursor=" + page.at("/nextCursor");
            } while (!cursor.isEmpty());

            assertThat(paged).doesNotHaveDuplicates().containsAll(all);
        }

        @Test
        void showsOneByItsId() {
            JsonNode listed = list("&severity=critical").getFirst();

            assertThat(admin.get(EVENTS + "/" + listed.get("id").asString()).json()).isEqualTo(listed);
            assertThat(admin.get(EVENTS + "/" + ANN).status()).isEqualTo(404);
            assertThat(admin.get(EVENTS + "/nonsense").status()).isEqualTo(404);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                type=nonsense                | type
                type=AUTHN_LOGIN_FAIL        | type
                severity=worst               | severity
                severity=high,worst          | severity
                userId=ann                   | userId
                ip=1.2.3                     | ip
                ip=example.org               | ip
                from=yesterday               | from
                to=2026-13-01T00:00:00Z      | to
                from=%2B999999999-12-31T23:59:59Z | from
                from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | to
                limit=0                      | limit
                limit=201                    | limit
                cursor=x                     | cursor
                """)
        void namesTheParameterThatIsWrong(String query, String field) {
            Answer answer = admin.get(EVENTS + "?" + query);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("/errors/0/field")).isEqualTo(field);
        }

        @ParameterizedTest
        @ValueSource(strings = {"type", "severity", "userId", "ip", "from", "to", "cursor", "limit"})
        void injectionsAreBadRequests(String parameter) {
            for (String hostile : HOSTILE) {
                Answer answer = admin.get(EVENTS + "?" + parameter + "=" + encoded(hostile));
                assertThat(answer.status()).as(hostile).isEqualTo(400);
            }
            assertThat(list("")).hasSize(124);
        }

        @Test
        void manyValuesAreTooMany() {
            Answer answer = admin.get(EVENTS + "?type=" + "address_banned,".repeat(101));

            assertThat(answer.status()).isEqualTo(400);
        }
    }

    @Nested
    class Statistics {

        @Test
        void sumRepeats() {
            JsonNode stats = admin.get(EVENTS + "/stats?period=1h&groupBy=minute").json();

            assertThat(stats.at("/byType/authn_login_fail").asLong()).isEqualTo(1_200);
            assertThat(stats.at("/bySeverity/low").asLong()).isEqualTo(1_200);
            assertThat(stats.at("/bySeverity/critical").asLong()).isEqualTo(1);
            assertThat(stats.get("series").size()).isEqualTo(60);
            long inSeries = StreamSupport.stream(stats.get("series").spliterator(), false)
                    .mapToLong(bucket -> bucket.get("total").asLong())
                    .sum();
            assertThat(inSeries).isEqualTo(stats.get("total").asLong());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "period=0h", "period=1y", "period=-1h", "period=367d", "period=99999d", "groupBy=week", "period=30d&groupBy=minute"
        })
        void refuseWhatTheyCannotDo(String query) {
            assertThat(admin.get(EVENTS + "/stats?" + query).status()).isEqualTo(400);
        }

        @Test
        void timelineShowsBucketsAndWhatIsNotable() {
            JsonNode timeline = admin.get("/api/admin/security/timeline?hours=3").json();

            assertThat(timeline.get("buckets").size()).isEqualTo(4);
            assertThat(timeline.at("/buckets/3/bySeverity/low").asLong()).isEqualTo(1_200);
            assertThat(timeline.get("notable").size()).isEqualTo(2);
            assertThat(timeline.at("/notable/0/type").asString()).isEqualTo("authn_account_takeover");
        }
    }

    @Nested
    class Export {

        @Test
        void ndjsonIsTheListLineByLine() {
            Answer answer = admin.get(EVENTS + "/export?type=authn_login_fail");

            List<JsonNode> lines = answer.text().lines()
                    .map(line -> JsonMapper.builder().build().readTree(line))
                    .toList();
            assertThat(lines).isEqualTo(list("&type=authn_login_fail"));
            assertThat(answer.header("Content-Disposition")).contains("attachment").contains("security-events.ndjson");
        }

        @Test
        void csvHasNoFormulas() {
            Answer answer = admin.get(EVENTS + "/export?format=csv&type=malicious_attack_tool");

            String id = list("&type=malicious_attack_tool").getFirst().get("id").asString();
            assertThat(answer.text())
                    .isEqualTo("id,type,severity,timestamp,lastAt,count,userId,sessionId,ip,userAgent,requestId,details\r\n"
                            + id + ",malicious_attack_tool,warning,2026-01-01T12:08:20Z,2026-01-01T12:08:20Z,1,,,"
                            + "2001:db8:1:2::/64,\"'=cmd|' /C calc'!A0,\"\"quoted\"\"\",'+1,"
                            + "\"{\"\"path\"\":\"\"@SUM(A1)\\r\\nnext\"\"}\"\r\n");
        }

        @Test
        void unknownFormatIsABadRequest() {
            assertThat(admin.get(EVENTS + "/export?format=xml").at("/errors/0/field")).isEqualTo("format");
        }

        @Test
        void ofNothingIsEmpty() {
            Answer answer = admin.get(EVENTS + "/export?userId=" + ANN + "&severity=low");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Nested
    class Rights {

        @Test
        void moderatorsMayReadAndOthersNot() {
            String email = People.freshEmail();
            Answer signedUp = server.client().signUp(email);
            ApiClient person = server.client().as(signedUp.at("/accessToken"));
            for (String path : List.of("/events", "/events/stats", "/events/export", "/events/" + ANN, "/timeline")) {
                assertThat(person.get("/api/admin/security" + path).status()).as(path).isEqualTo(403);
                assertThat(server.client().get("/api/admin/security" + path).status()).as(path).isEqualTo(401);
            }

            admin.post("/api/admin/users/" + signedUp.at("/user/id") + "/role", Map.of("role", "moderator"));
            ApiClient moderator = server.client().as(server.client().logIn(email, ApiClient.PASSWORD).at("/accessToken"));

            assertThat(moderator.get(EVENTS).status()).isEqualTo(200);
        }

        @Test
        void serverRecordsItsOwnStart() {
            Eventually.within(
                    Duration.ofSeconds(10),
                    "the start is stored",
                    () -> admin.get(EVENTS + "?type=sys_startup").json().get("events").size() == 1);
        }
    }
}
