package io.tollgate.server.testing;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Ports;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real SMTP server in this process, on a free port, that keeps what it is sent.
public final class TestMailServer implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Pattern LINK = Pattern.compile("https://app\\.example\\.org(/(?:reset|verify)#token=(\\S+))");

    /// A mail as its reader sees it.
    public record Mail(String to, String subject, String text) {

        /// The token of the one link in it.
        public String token() {
            return link().group(2);
        }

        /// The one link in it as from the server's own address: path and fragment.
        public String page() {
            return link().group(1);
        }

        private MatchResult link() {
            Matcher link = LINK.matcher(text);
            if (!link.find()) {
                throw new AssertionError("no link in " + this);
            }
            return link.toMatchResult();
        }
    }

    private final int port = Ports.free();
    private GreenMail server = start();

    private GreenMail start() {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    public int port() {
        return port;
    }

    /// Settings by which a server of ours sends its mails here.
    public Map<String, String> settings() {
        return settings(port);
    }

    /// The same for a mail server on another port.
    public static Map<String, String> settings(int port) {
        return Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(port),
                "mail.tls", "none",
                "mail.from", "auth@example.org",
                "mail.link-base", "https://app.example.org/");
    }

    /// Nobody answers on its port from now on.
    public void goAway() {
        server.stop();
    }

    public void comeBack() {
        server = start();
    }

    /// All mails to an address so far, in the order in which they came.
    public List<Mail> to(String email) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(message -> recipient(message).equals(email))
                .map(TestMailServer::read)
                .toList();
    }

    /// The mails to an address once there are as many as `count`.
    public List<Mail> awaitTo(String email, int count) {
        List<Mail> mails = new ArrayList<>();
        Eventually.within(DEADLINE, count + " mails to " + email, () -> {
            mails.clear();
            mails.addAll(to(email));
            return mails.size() >= count;
        });
        return mails;
    }

    /// The newest mail to an address of that subject, once there is one.
    public Mail await(String email, String subject) {
        List<Mail> mails = new ArrayList<>();
        Eventually.within(DEADLINE, "a mail \"" + subject + "\" to " + email, () -> {
            mails.clear();
            to(email).stream().filter(mail -> mail.subject().equals(subject)).forEach(mails::add);
            return !mails.isEmpty();
        });
        return mails.getLast();
    }

    private static String recipient(MimeMessage message) {
        try {
            return ((InternetAddress) message.getAllRecipients()[0]).getAddress();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mail read(MimeMessage message) {
        try {
            return new Mail(recipient(message), message.getSubject(), (String) message.getContent());
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
