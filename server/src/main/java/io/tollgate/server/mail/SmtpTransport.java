package io.tollgate.server.mail;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.MailSettings;
import io.tollgate.server.settings.Settings.MailTls;
import io.tollgate.server.settings.SettingsException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.System.Logger.Level;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final System.Logger LOG = System.getLogger(SmtpTransport.class.getName());

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
        // Else one address that is refused would keep the mail from all others.
        properties.put("mail.smtp.sendpartial", "true");
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
        } catch (SendFailedException e) {
            if (e.getValidSentAddresses() == null || e.getValidSentAddresses().length == 0) {
                throw failure(e);
            }
            logRefused(e);
        } catch (MessagingException e) {
            throw failure(e);
        }
    }

    /// Only a mail to several has some who got it. Those are of the operator's choice: he is to know which of them it was.
    private static void logRefused(SendFailedException e) {
        String refused = refusals(e)
                .map(refusal -> refusal.getAddress().getAddress() + " (" + refusal.getReturnCode() + ")")
                .collect(Collectors.joining(", "));
        LOG.log(Level.WARNING, "the mail server refused some addresses of a mail; the others got it: {0}", refused);
    }

    private static Stream<SMTPAddressFailedException> refusals(MessagingException e) {
        return chain(e).filter(SMTPAddressFailedException.class::isInstance).map(SMTPAddressFailedException.class::cast);
    }

    private static Stream<MessagingException> chain(MessagingException e) {
        return Stream.iterate(
                e, Objects::nonNull, each -> each.getNextException() instanceof MessagingException next ? next : null);
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
        for (InternetAddress recipient : recipients(message.to())) {
            mime.addRecipient(MimeMessage.RecipientType.TO, recipient);
        }
        mime.setSubject(message.subject(), StandardCharsets.UTF_8.name());
        mime.setSentDate(Date.from(clock.instant()));
        // RFC 3834: nobody's absence is to be answered to.
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setText(message.text(), StandardCharsets.UTF_8.name());
        mime.saveChanges();
        return mime;
    }

    /// Those that are addresses; of several one may be mistyped.
    private static List<InternetAddress> recipients(List<String> to) throws MailException {
        List<InternetAddress> recipients = new ArrayList<>();
        List<MailException> refused = new ArrayList<>();
        for (String text : to) {
            try {
                recipients.add(recipient(text));
            } catch (MailException e) {
                refused.add(e);
            }
        }
        if (recipients.isEmpty()) {
            throw refused.getFirst();
        }
        if (!refused.isEmpty()) {
            LOG.log(Level.WARNING, "{0} of {1} recipients of a mail are no addresses; the others get it", refused.size(), to.size());
        }
        return recipients;
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
    /// operator can mend. Of several the one that gives most hope: whether it is to be tried again depends on it.
    private static Optional<Integer> replyCode(MessagingException e) {
        // A refused recipient is told within another exception that has no code of its own.
        return chain(e).flatMap(each -> ownCode(each).stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Integer> ownCode(MessagingException e) {
        return switch (e) {
            case SMTPAddressFailedException address -> Optional.of(address.getReturnCode());
            case SMTPSenderFailedException from -> Optional.of(from.getReturnCode());
            // Of one that had nothing to say against the mail itself, only against addresses.
            case SMTPSendFailedException send when send.getReturnCode() >= 400 -> Optional.of(send.getReturnCode());
            default -> Optional.empty();
        };
    }
}
