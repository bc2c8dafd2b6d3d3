package io.tollgate.server.alert;

import io.tollgate.server.mail.MailException;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.mail.MailTransport;
import java.util.List;

/// Alerts as mails of plain text.
final class MailChannel implements AlertChannel {
    private final MailTransport transport;
    private final List<String> to;
    private final MessageText text;

    MailChannel(MailTransport transport, List<String> to, MessageText text) {
        this.transport = transport;
        this.to = to;
        this.text = text;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Outcome send(AlertMessage message) {
        try {
            transport.send(new MailMessage(to, text.subject(message), text.body(message)));
            return new Outcome.Delivered();
        } catch (MailException e) {
            String why = "the mail server did not take it: " + e.getMessage();
            return e.isPermanent() ? new Outcome.Refused(why) : Outcome.tryAgain(why);
        }
    }
}
