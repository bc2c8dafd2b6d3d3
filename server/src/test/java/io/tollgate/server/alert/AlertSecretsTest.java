package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing secret leaves the server, whoever wrote it where.
class AlertSecretsTest {
    private static final String MARK = "Marked5ecret";

    private static final class Recorder extends Handler {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage() + List.of(Optional.ofNullable(record.getParameters()).orElse(new Object[0]))
                    + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Authorization: Bearer " + MARK,
        "bearer " + MARK,
        "password=" + MARK,
        "\"password\": \"" + MARK + "\"",
        "refresh_token=" + MARK,
        "Cookie: " + MARK,
        "X-Api-Key: " + MARK,
        "https://user:" + MARK + "@example.org/",
        "tgr_" + MARK + "AbCdEfGhIjKlMnOpQrStUvWxYz01234",
        "eyJhbGciOiJFUzI1NiJ9." + MARK + ".sig",
        MARK + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbC",
        "tgr_AbCdEfGhIj+" + MARK + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbC",
        "eyJhbGciOiJFUzI1NiJ9/" + MARK + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbC",
        "a-name-of-many-more-than-thirty-letters-of-a-token=" + MARK
    })
    void leavesTheServer(String text) {
        assertThat(SafeText.line("curl/8 (" + text + ")", 200)).doesNotContain(MARK).contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "8d6e2de29ef0a52eeef2e6011bf40951",
        "01a20c78-f57a-748b-8337-ebf60cabb4e3",
        "authn_password_spraying; accounts: 12; in: 10m",
        "authn_token_reuse; age: 90 s"
    })
    void ordinaryTextStays(String text) {
        assertThat(SafeText.line(text, 200)).isEqualTo(text);
    }

    /// As long as the longest text that an event has room for, and nothing but beginnings of what is looked for.
    @ParameterizedTest
    @ValueSource(strings = {"token", "secret-", "token=", "://", "bearer ", "a", "f0/"})
    void ofManyBeginningsIsBoundedAndSafe(String part) {
        String text = part.repeat(500 / part.length());

        assertThat(SafeText.line(text + "; password=" + MARK, 2_000)).doesNotContain(MARK).contains("***");
    }

    @Test
    void nameThatIsRepeatedStillAnnouncesASecret() {
        String names = "token ".repeat(42) + "token".repeat(7);

        assertThat(SafeText.line(names + "=" + MARK, 400)).isEqualTo(names + "=***");
        assertThat(SafeText.isSecretName("token".repeat(51))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_emphasis_ and __more__|\uFF3Femphasis\uFF3F and \uFF3F\uFF3Fmore\uFF3F\uFF3F",
                "~struck~ #tag *bold*|\u223Cstruck\u223C \uFF03tag \u2217bold\u2217",
                "www.evil.example|www.\u200Bevil.\u200Bexample",
                "WWW.1evil.example|WWW.\u200B1evil.\u200Bexample",
                "see evil.example/path|see evil.\u200Bexample/path",
                "authn_login_fail_max from 203.0.113.7, Firefox/140.0|authn_login_fail_max from 203.0.113.7, Firefox/140.0"
            })
    void inAChatFormatsNothingAndLinksNowhere(String text, String shown) {
        assertThat(SafeText.chat(text)).isEqualTo(shown);
    }

    @Test
    void isInNoMailEnvelopePostOrLog() {
        Outgoing mails = new Outgoing();
        Recorder log = new Recorder();
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        try (FarEnd end = FarEnd.start()) {
            Map<String, String> settings = new HashMap<>(AlertNode.MAIL);
            settings.put("sentry.dsn", "http://" + MARK + ":" + MARK + "@" + end.authority() + "/1");
            settings.put("alerts.webhook", "http://" + end.authority() + "/hooks/" + MARK);
            settings.put("mail.password", MARK);
            try (AlertNode node = AlertNode.on(TestDatabase.SQLITE, settings, Optional.of(mails))) {
                end.replies(FarEnd.Reply.of(500), FarEnd.Reply.of(404));
                node.store(new SecurityEvent(
                        EventType.AUTHN_ACCOUNT_TAKEOVER,
                        node.clock.instant(),
                        Optional.of("ann"),
                        Optional.of(MARK),
                        Optional.of("203.0.113.7"),
                        Optional.of("curl password=" + MARK),
                        Optional.empty(),
                        Map.of("password", MARK, "refreshToken", MARK, "link", "https://a.example/?token=" + MARK)));
                node.sendDue();
                node.clock.advance(Duration.ofMinutes(1));
                node.sendDue();

                assertThat(mails.mails).singleElement().satisfies(mail -> {
                    assertThat(mail.text()).doesNotContain(MARK).contains("curl");
                    assertThat(mail.toString()).doesNotContain(MARK);
                });
                assertThat(end.posts).isNotEmpty().allMatch(post -> !post.body().contains(MARK));
                assertThat(log.lines).isNotEmpty().noneMatch(line -> line.contains(MARK));
                assertThat(node.stored().toString()).doesNotContain(MARK);
                assertThat(node.deliveries().toString()).doesNotContain(MARK);
            }
        } finally {
            root.removeHandler(log);
        }
    }
}
