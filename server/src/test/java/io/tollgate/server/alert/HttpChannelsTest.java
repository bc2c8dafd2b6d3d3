package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Ports;
import io.tollgate.server.alert.Deliveries.State;
import io.tollgate.server.alert.FarEnd.Post;
import io.tollgate.server.alert.FarEnd.Reply;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpChannelsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final FarEnd end = FarEnd.start();
    private AlertNode node;

    @BeforeEach
    void open() {
        node = node(Map.of());
    }

    @AfterEach
    void close() {
        node.close();
        end.close();
    }

    private AlertNode node(Map<String, String> settings) {
        return AlertNode.on(TestDatabase.SQLITE, settings, Optional.empty());
    }

    private void reopen(Map<String, String> settings) {
        node.close();
        node = node(settings);
    }

    private void theft() {
        node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
    }

    private void sendAfter(Duration wait) {
        node.clock.advance(wait);
        node.sendDue();
    }

    private State state() {
        return node.deliveries().getFirst().state();
    }

    @Nested
    class Sentry {

        @BeforeEach
        void open() {
            reopen(Map.of("sentry.dsn", "http://" + KEY + "@" + end.authority() + "/sentry/42"));
        }

        private JsonNode envelope() {
            return MAPPER.readTree(end.posts.getFirst().body().split("\n")[2]);
        }

        @Test
        void getsAnEnvelopeItCanRead() {
            theft();
            node.sendDue();

            Post post = end.posts.getFirst();
            assertThat(post.path()).isEqualTo("/sentry/api/42/envelope/");
            assertThat(post.headers())
                    .containsEntry("content-type", "application/x-sentry-envelope")
                    .containsEntry("content-encoding", "gzip")
                    .hasEntrySatisfying("x-sentry-auth", auth -> assertThat(auth)
                            .startsWith("Sentry sentry_version=7")
                            .contains("sentry_key=" + KEY));
            String[] lines = post.body().split("\n");
            JsonNode header = MAPPER.readTree(lines[0]);
            JsonNode item = MAPPER.readTree(lines[1]);
            assertThat(header.at("/event_id").asString()).matches("[0-9a-f]{32}");
            assertThat(item.at("/type").asString()).isEqualTo("event");
            assertThat(item.at("/length").asInt()).isEqualTo(lines[2].length());
            assertThat(envelope().at("/event_id")).isEqualTo(header.at("/event_id"));
        }

        @Test
        void getsLevelFingerprintAndRelease() {
            theft();
            node.sendDue();

            assertThat(envelope().at("/level").asString()).isEqualTo("error");
            assertThat(envelope().at("/fingerprint").toString()).isEqualTo("[\"tollgate\",\"session_theft\",\"alerts\"]");
            assertThat(envelope().at("/release").asString()).startsWith("tollgate@");
            assertThat(envelope().at("/tags/priority").asString()).isEqualTo("high");
        }

        @Test
        void getsNothingThatLeadsToAPerson() {
            node.store(new SecurityEvent(
                    EventType.AUTHN_TOKEN_REUSE,
                    node.clock.instant(),
                    Optional.of("01a20c78-f57a-748b-8337-ebf60cabb4e3"),
                    Optional.of("session-1"),
                    Optional.of("203.0.113.7"),
                    Optional.of("Mozilla of Ann"),
                    Optional.empty(),
                    Map.of("email", "ann@example.org")));
            node.sendDue();

            assertThat(end.posts.getFirst().body())
                    .contains("203.0.113.0/24")
                    .doesNotContain("203.0.113.7", "01a20c78-f57a", "Mozilla", "ann@", "session-1");
            assertThat(envelope().has("user")).isFalse();
            assertThat(envelope().has("server_name")).isFalse();
        }

        @Test
        void isLeftAloneForAsLongAsItAsks() {
            end.replies(Reply.of(429).with("Retry-After", "90"));
            theft();
            node.sendDue();
            sendAfter(Duration.ofSeconds(89));
            assertThat(end.posts).hasSize(1);

            sendAfter(Duration.ofSeconds(1));

            assertThat(end.posts).hasSize(2);
            assertThat(state()).isEqualTo(State.DELIVERED);
        }

        @Test
        void isLeftAloneAsItsRateLimitsSay() {
            end.replies(Reply.of(429).with("X-Sentry-Rate-Limits", "120:error;default:organization, 900:transaction:key"));
            theft();
            node.sendDue();
            sendAfter(Duration.ofSeconds(119));
            assertThat(end.posts).hasSize(1);

            sendAfter(Duration.ofSeconds(1));

            assertThat(end.posts).hasSize(2);
        }

        @Test
        void getsTheSameEventWhenItIsSentAgain() {
            end.replies(Reply.of(503));
            theft();
            node.sendDue();
            sendAfter(Duration.ofSeconds(1));

            List<String> ids = end.posts.stream()
                    .map(post -> MAPPER.readTree(post.body().split("\n")[0]).at("/event_id").asString())
                    .toList();
            assertThat(ids).hasSize(2).containsOnly(ids.getFirst());
        }

        @Test
        void startsNoThreadAndHandlesNoUncaughtException() {
            theft();
            node.sendDue();

            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().toLowerCase().contains("sentry")
                            && !thread.getName().startsWith("alert-"));
        }
    }

    @Nested
    class Webhook {

        @BeforeEach
        void open() {
            reopen(Map.of("alerts.webhook", "http://" + end.authority() + "/hooks/marked-secret"));
        }

        @Test
        void getsAllFields() {
            theft();
            node.sendDue();

            JsonNode body = MAPPER.readTree(end.posts.getFirst().body());
            assertThat(end.posts.getFirst().path()).isEqualTo("/hooks/marked-secret");
            assertThat(body.at("/kind").asString()).isEqualTo("session_theft");
            assertThat(body.at("/priority").asString()).isEqualTo("high");
            assertThat(body.at("/title").asString()).isEqualTo("stolen session from 203.0.113.7");
            assertThat(body.at("/createdAt").asString()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(body.at("/alerts/0/ip").asString()).isEqualTo("203.0.113.7");
            assertThat(body.at("/alerts/0/userId").asString()).isEqualTo("ann");
            assertThat(body.at("/alerts/0/undo").asString()).endsWith("/#/addresses/203.0.113.7");
        }

        @ParameterizedTest
        @CsvSource({
            "200, DELIVERED", "204, DELIVERED",
            "429, WAITING", "500, WAITING", "503, WAITING", "408, WAITING",
            "301, REFUSED", "400, REFUSED", "404, REFUSED", "410, REFUSED"
        })
        void answerSaysWhatBecomesOfIt(int status, State state) {
            end.replies(Reply.of(status).with("Location", "http://" + end.authority() + "/elsewhere"));
            theft();
            node.sendDue();

            assertThat(state()).isEqualTo(state);
            assertThat(end.posts).extracting(Post::path).doesNotContain("/elsewhere");
        }

        @Test
        void isTriedAgainAfterAFailure() {
            end.replies(Reply.of(500), Reply.of(502));
            theft();
            node.sendDue();
            sendAfter(Duration.ofSeconds(1));
            sendAfter(Duration.ofSeconds(2));

            assertThat(end.posts).hasSize(3);
            assertThat(state()).isEqualTo(State.DELIVERED);
        }

        @Test
        void thatAnswersWithoutEndHoldsNobodyUp() {
            end.replies(Reply.of(200).thatNeverEnds());
            theft();
            node.sendDue();

            assertThat(state()).isEqualTo(State.DELIVERED);
        }

        @Test
        void thatIsAwayIsTriedAgainAndItsAddressNotTold() throws Exception {
            try (Ports.Closed nobody = new Ports.Closed()) {
                reopen(Map.of("alerts.webhook", "http://127.0.0.1:" + nobody.port() + "/hooks/marked-secret"));
                theft();
                node.sendDue();
            }

            assertThat(node.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.state()).isEqualTo(State.WAITING);
                assertThat(delivery.error()).hasValueSatisfying(error -> assertThat(error)
                        .contains("ConnectException")
                        .doesNotContain("marked-secret"));
            });
        }
    }

    @Nested
    class Chat {

        @BeforeEach
        void open() {
            reopen(Map.of(
                    "alerts.webhook", "http://" + end.authority() + "/hooks/1", "alerts.webhook-format", "chat"));
        }

        private String text() {
            return MAPPER.readTree(end.posts.getFirst().body()).at("/text").asString();
        }

        @Test
        void getsOneText() {
            theft();
            node.sendDue();

            assertThat(text())
                    .startsWith("[Tollgate] high: stolen session from 203.0.113.7\n".replace('[', '(').replace(']', ')'))
                    .endsWith("/#/alerts");
        }

        @Test
        void mentionsNobodyAndLinksNowhere() {
            SecurityEvent event =
                    node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7")
                            .with("agent", "<!channel> @here [x](http://evil.example) *bold* `code`\r\n@all &");
            node.store(event);
            node.sendDue();

            assertThat(text().lines().skip(1).findFirst().orElseThrow())
                    .contains("&lt;!channel&gt;", "(at)here", "&amp;")
                    .doesNotContain("@", "<", ">", "](", "http://evil", "`", "*bold*");
            assertThat(Stream.of(text().split("\n"))).hasSize(3);
        }
    }
}
