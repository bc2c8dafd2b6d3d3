package io.tollgate.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Ports;
import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.MailSettings;
import io.tollgate.server.settings.Settings.MailTls;
import io.tollgate.server.testing.LogText;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTransportTest {
    private static final MailMessage MESSAGE =
            new MailMessage(List.of("ann@example.org"), "Grüße", "Ein Brief mit ü und €.\nhttps://example.org/#token=abc\n");

    private final ManualClock clock = new ManualClock();

    private static MailSettings settings(int port, MailTls tls, Optional<String> user) {
        return new MailSettings(
                "localhost",
                port,
                user,
                user.map(name -> new Secret("password of " + name)),
                tls,
                "Tollgate <auth@example.org>",
                "https://example.org",
                Duration.ofMinutes(30),
                Duration.ofHours(24));
    }

    private SmtpTransport transport(int port, MailTls tls) {
        return new SmtpTransport(settings(port, tls, Optional.empty()), clock, new SecureRandom());
    }

    private MailException failure(SmtpTransport transport, MailMessage message) {
        return catchThrowableOfType(MailException.class, () -> transport.send(message));
    }

    private static GreenMail mailServer(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
        return server;
    }

    @Test
    void mailArrivesAsItWasWritten() throws Exception {
        GreenMail server = mailServer(ServerSetup.PROTOCOL_SMTP);
        try {
            transport(server.getSmtp().getPort(), MailTls.NONE).send(MESSAGE);

            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo("Grüße");
            assertThat(((String) mail.getContent()).lines()).containsExactlyElementsOf(MESSAGE.text().lines().toList());
            assertThat(mail.getFrom()[0]).hasToString("Tollgate <auth@example.org>");
            assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("ann@example.org"));
            assertThat(mail.getSentDate()).isEqualTo(Date.from(clock.instant()));
            assertThat(mail.getMessageID()).matches("<[0-9a-f]{32}@example.org>");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.org\r\nBcc: eve@example.org",
                "ann@example.org, eve@example.org",
                "Ann <ann@example.org>",
                "ann<eve@example.org>@example.org",
                "ann@exa mple.org",
                "ann"
            })
    void whatIsMoreThanAnAddressIsNeverSent(String recipient) {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
            MailException failure = failure(
                    transport(server.port(), MailTls.NONE), new MailMessage(List.of(recipient), "subject", "text"));

            assertThat(failure.isPermanent()).isTrue();
            assertThat(server.heard()).isEmpty();
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @CsvSource({
            "MAIL, 550, true", "RCPT, 550, true", "DATA, 554, true", "., 552, true",
            "MAIL, 451, false", "RCPT, 450, false", "., 452, false"
        })
        void isPermanentAsTheServerSays(String command, int code, boolean permanent) {
            try (ScriptedMailServer server = new ScriptedMailServer(Map.of(command, code + " not <ann@example.org>"))) {
                MailException failure = failure(transport(server.port(), MailTls.NONE), MESSAGE);

                assertThat(failure.isPermanent()).isEqualTo(permanent);
                assertThat(failure).hasMessageContaining("" + code).hasMessageNotContaining("ann");
            }
        }

        @Test
        void loginIsNotPermanentForAnOperatorCanMendIt() {
            try (ScriptedMailServer server = new ScriptedMailServer(
                    Map.of("EHLO", "250-test\r\n250 AUTH PLAIN", "AUTH", "535 wrong password"))) {
                MailException failure = failure(
                        new SmtpTransport(
                                settings(server.port(), MailTls.NONE, Optional.of("tollgate")), clock, new SecureRandom()),
                        MESSAGE);

                assertThat(failure.isPermanent()).isFalse();
            }
        }

        @Test
        void connectionIsNotPermanent() {
            try (Ports.Closed nobody = new Ports.Closed()) {
                assertThat(failure(transport(nobody.port(), MailTls.NONE), MESSAGE).isPermanent()).isFalse();
            }
        }
    }

    @Nested
    class ToSeveral {
        private static final MailMessage TO_THREE =
                new MailMessage(List.of("ann@example.org", "ben@example.org", "cem@example.org"), "subject", "the text");

        private static String to(String name) {
            return "RCPT TO:<" + name + "@example.org>";
        }

        @ParameterizedTest
        @ValueSource(strings = {"550 no such person ben", "450 not now, ben"})
        void goesToThoseThatAreNotRefused(String answer) throws Exception {
            try (LogText log = LogText.capture();
                    ScriptedMailServer server = new ScriptedMailServer(Map.of(to("ben"), answer))) {
                transport(server.port(), MailTls.NONE).send(TO_THREE);

                assertThat(server.heard()).contains(to("ann"), to("ben"), to("cem"), "DATA", "the text");
                assertThat(log.text())
                        .contains("refused some addresses", "ben@example.org (" + answer.substring(0, 3) + ")")
                        .doesNotContain("ann@example.org")
                        .doesNotContain("the text");
            }
        }

        @Test
        void isRefusedForGoodOnlyWhenAllAreForGood() {
            try (ScriptedMailServer server = new ScriptedMailServer(Map.of("RCPT", "550 no such person"))) {
                assertThat(failure(transport(server.port(), MailTls.NONE), TO_THREE).isPermanent()).isTrue();
                assertThat(server.heard()).doesNotContain("DATA");
            }
            try (ScriptedMailServer server =
                    new ScriptedMailServer(Map.of("RCPT", "550 no such person", to("ben"), "450 not now"))) {
                assertThat(failure(transport(server.port(), MailTls.NONE), TO_THREE).isPermanent()).isFalse();
            }
        }

        @Test
        void isNotSentWhenItsTextIsRefused() {
            try (ScriptedMailServer server =
                    new ScriptedMailServer(Map.of(to("ben"), "550 no such person", ".", "554 no such text"))) {
                assertThat(failure(transport(server.port(), MailTls.NONE), TO_THREE)).isNotNull();
            }
        }

        @Test
        void passesOverWhatIsNoAddress() throws Exception {
            try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
                transport(server.port(), MailTls.NONE)
                        .send(new MailMessage(List.of("ann@exa..mple.org", "ben@example.org"), "subject", "text"));

                assertThat(server.heard()).contains(to("ben"), "DATA").noneMatch(line -> line.contains("ann"));
            }
        }
    }

    @Nested
    class Security {

        @Test
        void withoutTheTlsThatWasAskedForNothingIsSaid() {
            try (ScriptedMailServer server = new ScriptedMailServer(Map.of("EHLO", "250-test\r\n250 AUTH PLAIN LOGIN"))) {
                MailException failure = failure(
                        new SmtpTransport(
                                settings(server.port(), MailTls.STARTTLS, Optional.of("tollgate")),
                                clock,
                                new SecureRandom()),
                        MESSAGE);

                assertThat(failure.isPermanent()).isFalse();
                assertThat(server.heard()).allMatch(line -> line.startsWith("EHLO") || line.startsWith("QUIT"));
            }
        }

        @Test
        void certificateOfSomebodyUnknownIsRefused() {
            GreenMail server = mailServer(ServerSetup.PROTOCOL_SMTPS);
            try {
                assertThat(failure(transport(server.getSmtps().getPort(), MailTls.TLS), MESSAGE)).isNotNull();
                assertThat(server.getReceivedMessages()).isEmpty();
            } finally {
                server.stop();
            }
        }

        @Test
        void certificateOfAnotherHostIsRefused() {
            GreenMail server = mailServer(ServerSetup.PROTOCOL_SMTPS);
            try {
                SmtpTransport trustingAnyone = new SmtpTransport(
                        settings(server.getSmtps().getPort(), MailTls.TLS, Optional.empty()),
                        clock,
                        new SecureRandom(),
                        (SSLSocketFactory) DummySSLSocketFactory.getDefault());

                assertThat(failure(trustingAnyone, MESSAGE)).isNotNull();
                assertThat(server.getReceivedMessages()).isEmpty();
            } finally {
                server.stop();
            }
        }
    }
}
