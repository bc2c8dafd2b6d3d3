package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.guard.testing.Ports;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.testing.TestDatabase;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Alerts through a real mail server.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class MailChannelTest {
    @Parameter
    private TestDatabase engine;

    private final int port = Ports.free();
    private GreenMail server = mailServer();
    private AlertNode node;

    @BeforeEach
    void open() {
        server.start();
        Map<String, String> settings = new HashMap<>(AlertNode.MAIL);
        settings.put("mail.port", String.valueOf(port));
        settings.put("mail.tls", "none");
        settings.put("alerts.link-base", "https://auth.example.org/");
        node = AlertNode.withSmtp(engine, settings);
    }

    @AfterEach
    void close() {
        node.close();
        server.stop();
    }

    private MimeMessage only() {
        MimeMessage[] received = server.getReceivedMessages();
        // One a recipient.
        assertThat(received).hasSize(2);
        return received[0];
    }

    private GreenMail mailServer() {
        return new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }

    private static String text(MimeMessage message) throws MessagingException, IOException {
        return message.getContent().toString().replace("\r\n", "\n");
    }

    @Test
    void saysWhatWhoWhenHowOftenAndWhatToDo() throws Exception {
        node.store(node.event(EventType.AUTHN_LOGIN_FAIL_MAX, "01a20c78-f57a-748b-8337-ebf60cabb4e3", "203.0.113.7"));
        node.clock.advance(Duration.ofSeconds(1));
        node.store(node.fromAddress(EventType.ADDRESS_BANNED, "203.0.113.7").with("until", "2026-01-01T13:00:00Z"));
        node.clock.advance(Duration.ofSeconds(1));
        node.sendDue();

        assertThat(only().getSubject()).isEqualTo("[Tollgate] high: password guessing from 203.0.113.7");
        assertThat(text(only())).isEqualToIgnoringNewLines("""
                password guessing from 203.0.113.7

                When:     2026-01-01 12:00:00 UTC to 2026-01-01 12:00:01 UTC
                Count:    2
                Address:  203.0.113.7
                Account:  01a20c78-f57a-748b-8337-ebf60cabb4e3
                Evidence: authn_login_fail_max
                Done:     the address is banned until 2026-01-01T13:00:00Z
                Request:  8d6e2de29ef0a52eeef2e6011bf40951
                Undo:     https://auth.example.org/#/addresses/203.0.113.7
                Events:   https://auth.example.org/#/events?userId=01a20c78-f57a-748b-8337-ebf60cabb4e3

                All alerts: https://auth.example.org/#/alerts
                """);
    }

    @Test
    void addressOfANetworkIsPartOfTheLink() throws Exception {
        node.store(node.fromAddress(EventType.ADDRESS_BANNED, "2001:db8:1:2::/64"));
        node.sendDue();

        assertThat(text(only())).contains("/#/addresses/2001%3Adb8%3A1%3A2%3A%3A%2F64");
    }

    @Test
    void textFromOutsideMakesNoLineAndNoHeader() throws Exception {
        String attack = "x\r\nBcc: everybody@example.org\r\n\r\nUndo: http://evil.example\u2028more\u0000";
        node.store(new SecurityEvent(
                EventType.ADDRESS_BANNED,
                node.clock.instant(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("203.0.113.7\r\nBcc: a@example.org"),
                Optional.of(attack.repeat(50)),
                Optional.of(attack),
                Map.of("reason", attack, attack, attack)));
        node.sendDue();

        assertThat(Collections.list(only().getAllHeaders())).noneMatch(header -> header.getName().equals("Bcc"));
        assertThat(text(only()).lines())
                .noneMatch(line -> line.startsWith("Bcc:") || line.startsWith("Undo: http://evil"))
                .allMatch(line -> line.length() < 800);
    }

    @Test
    void serverThatWasAwayGetsItOnceItIsBack() {
        server.stop();
        node.store(node.event(EventType.AUTHN_TOKEN_REUSE, "ann", "203.0.113.7"));
        node.sendDue();
        server = mailServer();
        server.start();

        node.clock.advance(Duration.ofSeconds(1));
        node.sendDue();

        assertThat(only()).isNotNull();
    }
}
