package io.tollgate.server.alert;

import io.tollgate.server.mail.MailException;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.mail.MailTransport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A mail server at the edge: keeps what it is given, and refuses when told to.
final class Outgoing implements MailTransport {
    enum Mood {
        TAKES,
        AWAY,
        REFUSES
    }

    final List<MailMessage> mails = new CopyOnWriteArrayList<>();
    final AtomicInteger attempts = new AtomicInteger();
    volatile Mood mood = Mood.TAKES;

    @Override
    public void send(MailMessage message) throws MailException {
        attempts.incrementAndGet();
        switch (mood) {
            case TAKES -> mails.add(message);
            case AWAY -> throw new MailException("connection refused", false, new IllegalStateException());
            case REFUSES -> throw new MailException("550 no such address", true, new IllegalStateException());
        }
    }
}
