package io.tollgate.server.mail;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.MailSettings;
import io.tollgate.server.settings.Settings.MailTls;
import io.tollgate.server.settings.SettingsException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/// Hands mails over by SMTP, on a connection of its own for each. Thread-safe.
///
/// Unless the settings say that there is no TLS, nothing is said on a connection that is not secured or whose
/// certificate is not that of the host; the password least of all.
public final class SmtpTransport implements MailTransport {
    private static final String TIMEOUT_MILLIS = "10000";
    private static final int MESSAGE_ID_BYTES = 16;

    private final MailSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final InternetAddress sender;
    private final Session session;

    /// @throws IllegalArgumentException when the sender of the settings is no address
    public SmtpTransport(MailSettings settings, InstantSource clock, SecureRandom random) {
        this(settings, clock, random, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /// @param tls decides whose certificates are believed
    SmtpTransport(MailSettings settings, InstantSource clock, SecureRandom random, SSLSocketFactory tls) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.sender = sender(settings.from());
        this.session = Session.getInstance(properties(settings, tls));
    }

    private static InternetAddress sender(String from) {
        try {
            return new InternetAddress(from, true);
        } catch (AddressException e) {
            throw new SettingsException(List.of("mail.from is no address that mail can be sent from: " + from));
        }
    }

    private static Properties properties(MailSettings settings, SSLSocketFactory tls) {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth", String.valueOf(settings.user().isPresent()));
        properties.put("mail.smtp.ssl.enable", String.valueOf(settings.tls() == MailTls.TLS));
        properties.put("mail.smtp.starttls.enable", String.valueOf(settings.tls() == MailTls.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(settings.tls() == MailTls.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        properties.put("mail.smtp.ssl.socketFactory.fallback", "false");
        properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.mime.allowutf8", "true");
        return properties;
    }

    @Override
    public void send(MailMessage message) throws MailException {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mime = mime(message);
            transport.connect(
                    settings.host(),
                    settings.port(),
                    settings.user().orElse(null),
                    settings.password().map(Secret::value).orElse(null));
            transport.sendMessage(mime, mime.getAllRecipients());
        } catch (MessagingException e) {
            throw failure(e);
        }
    }

    private MimeMessage mime(MailMessage message) throws MessagingException, MailException {
        String id = "<" + randomHex() + "@" + domain(sender.getAddress()) + ">";
        MimeMessage mime = new MimeMessage(session) {
            /// The library's own would tell the name of this machine.
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        mime.setFrom(sender);
        for (String to : message.to()) {
            mime.addRecipient(MimeMessage.RecipientType.TO, recipient(to));
        }
        mime.setSubject(message.subject(), StandardCharsets.UTF_8.name());
        mime.setSentDate(Date.from(clock.instant()));
        // RFC 3834: nobody's absence is to be answered to.
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setText(message.text(), StandardCharsets.UTF_8.name());
        mime.saveChanges();
        return mime;
    }

    /// One address and nothing but it: whatever could be read as a list, a name or another header is refused.
    private static InternetAddress recipient(String text) throws MailException {
        try {
            String ascii = text.substring(0, text.lastIndexOf('@') + 1) + IDN.toASCII(domain(text));
            InternetAddress address = new InternetAddress(ascii, true);
            if (!ascii.equals(address.getAddress())) {
                throw new AddressException("more than an address");
            }
            return address;
        } catch (AddressException | IllegalArgumentException e) {
            throw new MailException("the recipient is not an address that mail can be sent to", true, e);
        }
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private String randomHex() {
        byte[] bytes = new byte[MESSAGE_ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Without the words of the server, in which the address stands.
    private static MailException failure(MessagingException e) {
        Optional<Integer> code = replyCode(e);
        boolean permanent = code.filter(c -> c >= 500 && c < 600).isPresent();
        return new MailException(
                code.map(c -> "the mail server refused the mail with " + c)
                        .orElseGet(() -> "the mail server could not be reached or did not answer"),
                permanent,
                e);
    }

    /// The code of what was said about sender, recipient or text; not of what was said about our login, which an
    /// operator can mend.
    private static Optional<Integer> replyCode(MessagingException e) {
        Optional<Integer> own = switch (e) {
            case SMTPAddressFailedException address -> Optional.of(address.getReturnCode());
            case SMTPSenderFailedException from -> Optional.of(from.getReturnCode());
            case SMTPSendFailedException send -> Optional.of(send.getReturnCode());
            default -> Optional.empty();
        };
        // A refused recipient is told within another exception that has no code of its own.
        return e.getNextException() instanceof MessagingException next
                ? replyCode(next).or(() -> own)
                : own;
    }
}
