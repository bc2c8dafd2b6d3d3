package io.tollgate.server.mail;

import io.tollgate.server.database.DatabaseException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Writes and sends what waits in the outbox, on a thread of its own, so that a slow mail server holds up nothing else.
///
/// Of several nodes one leases a mail and sends it. A node that dies between sending and noting it leaves the mail to be
/// sent once more: a mail may come twice, and is never lost.
public final class MailSender implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MailSender.class.getName());
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int BATCH = 50;

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1));

    /// After so many failures in a row the mail server is left alone for a while.
    private static final int FAILURES_IN_A_ROW = 3;

    private static final Duration REST = Duration.ofSeconds(5);

    private final MailOutbox outbox;
    private final MailComposer composer;
    private final MailTransport transport;
    private final InstantSource clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("mail").factory());
    private int failuresInARow;
    private Instant restsSince = Instant.MIN;

    public MailSender(MailOutbox outbox, MailComposer composer, MailTransport transport, InstantSource clock) {
        this.outbox = outbox;
        this.composer = composer;
        this.transport = transport;
        this.clock = clock;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::sendSafely, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sendSafely() {
        try {
            sendDue();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the outbox cannot be read; mails wait");
        } catch (RuntimeException | Error e) {
            // Memory that is short, or a mistake of ours; thrown, it would end the sending.
            LOG.log(Level.ERROR, "the outbox failed; mails wait", e);
        }
    }

    private void sendDue() {
        for (QueuedMail mail : outbox.due(BATCH)) {
            if (thread.isShutdown() || rests()) {
                return;
            }
            outbox.lease(mail, MailTransport.LONGER_THAN_A_HAND_OVER).ifPresent(leaseEnd -> send(mail, leaseEnd));
        }
    }

    private void send(QueuedMail mail, Instant leaseEnd) {
        MailOutbox.Outcome outcome;
        try {
            outcome = composeAndSend(mail);
        } catch (MailException e) {
            failed(mail, leaseEnd, e);
            return;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a mail of kind " + mail.kind() + " could not be written", e);
            retryOrGiveUp(mail, leaseEnd);
            return;
        }
        failuresInARow = 0;
        try {
            outbox.finish(mail, outcome);
        } catch (DatabaseException e) {
            LOG.log(
                    Level.WARNING,
                    "what became of a mail of kind {0} could not be noted ({1}); once its lease ends it is tried again",
                    mail.kind(),
                    outcome.text());
        }
    }

    private MailOutbox.Outcome composeAndSend(QueuedMail mail) throws MailException {
        Optional<MailMessage> message = composer.compose(mail);
        if (message.isEmpty()) {
            return MailOutbox.Outcome.MOOT;
        }
        transport.send(message.get());
        return MailOutbox.Outcome.SENT;
    }

    private void failed(QueuedMail mail, Instant leaseEnd, MailException e) {
        LOG.log(Level.WARNING, "a mail of kind {0} was not sent: {1}", mail.kind(), e.getMessage());
        if (e.isPermanent()) {
            outbox.finish(mail, MailOutbox.Outcome.FAILED);
            return;
        }
        failuresInARow++;
        if (failuresInARow >= FAILURES_IN_A_ROW) {
            restsSince = clock.instant();
        }
        retryOrGiveUp(mail, leaseEnd);
    }

    /// A clock that was set back ends the rest.
    private boolean rests() {
        Instant now = clock.instant();
        return !now.isBefore(restsSince) && now.isBefore(restsSince.plus(REST));
    }

    private void retryOrGiveUp(QueuedMail mail, Instant leaseEnd) {
        if (clock.instant().isAfter(mail.createdAt().plus(MailOutbox.GIVE_UP))) {
            outbox.finish(mail, MailOutbox.Outcome.FAILED);
        } else {
            outbox.retry(mail, leaseEnd, PAUSES.get(Math.min(mail.attempts(), PAUSES.size() - 1)));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // A hand-over in progress may take longer; its lease then ends, and the mail is tried again.
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
