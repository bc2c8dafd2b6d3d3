package io.tollgate.server.alert;

import io.tollgate.server.alert.AlertMessage.Form;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Says a message in words: the subject and the text of a mail, and the text of a chat.
final class MessageText {
    private static final int MAX_SUBJECT = 160;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final String base;

    /// @param base where the dashboard is reached, without a slash at its end
    MessageText(String base) {
        this.base = base;
    }

    String subject(AlertMessage message) {
        return SafeText.line(
                "[Tollgate] " + message.priority().text() + ": " + message.title(), MAX_SUBJECT);
    }

    String body(AlertMessage message) {
        StringBuilder text = new StringBuilder(message.title()).append("\n\n");
        switch (message.form()) {
            case TEST -> text.append("This is a test: alerts reach you this way.\n\n");
            case ALL_CLEAR, HELD_BACK -> text.append("At:       ").append(TIME.format(message.createdAt())).append("\n\n");
            case ALERTS -> message.alerts().forEach(alert -> append(text, alert, message.alerts().size() > 1));
        }
        if (message.total() > message.alerts().size()) {
            text.append("... and ").append(message.total() - message.alerts().size()).append(" more.\n\n");
        }
        if (message.suppressed() > 0) {
            text.append(message.suppressed())
                    .append(" more alerts of this kind were held back since the last message, for they were over the budget.\n\n");
        }
        return text.append("All alerts: ").append(base).append("/#/alerts\n").toString();
    }

    private void append(StringBuilder text, Alert alert, boolean titled) {
        if (titled) {
            text.append("* ").append(alert.summary()).append('\n');
        }
        line(text, "When", when(alert));
        line(text, "Count", String.valueOf(alert.count()));
        alert.address().ifPresent(address -> line(text, "Address", address));
        alert.userId().or(alert::account).ifPresent(account -> line(text, "Account", account));
        line(text, "Evidence", alert.evidence());
        alert.outcome().ifPresent(outcome -> line(text, "Done", outcome));
        alert.requestId().ifPresent(id -> line(text, "Request", id));
        undo(alert).ifPresent(link -> line(text, "Undo", link));
        line(text, "Events", events(alert));
        text.append('\n');
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(':').repeat(' ', 9 - name.length()).append(value).append('\n');
    }

    private static String when(Alert alert) {
        String first = TIME.format(alert.firstAt());
        return alert.firstAt().equals(alert.lastAt()) ? first : first + " to " + TIME.format(alert.lastAt());
    }

    /// The page of the address, where a ban is undone by a click. The link itself does nothing.
    Optional<String> undo(Alert alert) {
        return alert.address().map(address -> base + "/#/addresses/" + encoded(address));
    }

    /// Where the events of an alert are listed.
    String events(Alert alert) {
        return alert.userId()
                .map(id -> base + "/#/events?userId=" + encoded(id))
                .or(() -> alert.address().map(address -> base + "/#/events?ip=" + encoded(address)))
                .orElse(base + "/#/events");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// A few lines for a chat, without anything that acts there.
    String chat(AlertMessage message) {
        StringBuilder text = new StringBuilder(SafeText.chat(subject(message)));
        if (message.form() == Form.ALERTS) {
            message.alerts().stream().limit(5).forEach(alert -> text.append('\n').append(chatLine(alert)));
        }
        if (message.total() > 5) {
            text.append("\nand ").append(message.total() - 5).append(" more");
        }
        if (message.suppressed() > 0) {
            text.append('\n').append(message.suppressed()).append(" more were held back");
        }
        return text.append('\n').append(base).append("/#/alerts").toString();
    }

    private static String chatLine(Alert alert) {
        String done = alert.outcome().map(outcome -> "; " + outcome).orElse("");
        return SafeText.chat(alert.summary() + ", " + alert.count() + " times, last " + time(alert.lastAt()) + ": "
                + alert.evidence() + done);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
