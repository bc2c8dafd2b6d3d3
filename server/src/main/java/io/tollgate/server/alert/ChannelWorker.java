package io.tollgate.server.alert;

import io.tollgate.server.alert.AlertChannel.Outcome;
import io.tollgate.server.alert.Deliveries.Lease;
import io.tollgate.server.alert.Deliveries.State;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Sends what is due through one channel, one message at a time, on a thread of its own: a far end that is slow holds up
/// only what goes there too.
///
/// At least once: when this process ends between the far end's acceptance and the note of it, the message is sent again
/// once the lease is over.
final class ChannelWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChannelWorker.class.getName());
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

    private final Database database;
    private final AlertChannel channel;
    private final InstantSource clock;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final LongAdder failedAttempts = new LongAdder();
    private volatile boolean closed;
    private volatile boolean away;
    private boolean heldUp;

    ChannelWorker(Database database, AlertChannel channel, InstantSource clock) {
        this.database = database;
        this.channel = channel;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("alert-" + channel.name()).unstarted(this::run);
    }

    AlertChannel channel() {
        return channel;
    }

    long delivered() {
        return delivered.sum();
    }

    /// Messages were given up elsewhere than on their turn here.
    void gaveUp(long messages) {
        givenUp.add(messages);
    }

    /// Messages that will never arrive.
    long failed() {
        return refused.sum() + givenUp.sum();
    }

    /// Attempts that will be made again.
    long failedAttempts() {
        return failedAttempts.sum();
    }

    void start() {
        thread.start();
    }

    /// Something may be due.
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void run() {
        while (!closed) {
            try {
                boolean sent = sendNext();
                heldUp = false;
                if (!sent && wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                pauseAfter(e);
            }
        }
    }

    /// The database is away, a message cannot be put into words, or memory is short; nothing must end the thread or make it
    /// spin.
    private void pauseAfter(Throwable e) {
        if (closed) {
            return;
        }
        if (!heldUp) {
            LOG.log(Level.WARNING, "alerts by " + channel.name() + " are held up; tried again", e);
        }
        heldUp = true;
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    /// Sends one message that is due.
    ///
    /// @return whether there was one
    boolean sendNext() throws InterruptedException {
        Instant now = clock.instant();
        Optional<Lease> lease = database.read(handle -> Deliveries.next(handle, channel.name(), now));
        if (lease.isEmpty()) {
            return false;
        }
        if (lease.get().dueAt().isBefore(now.minus(Deliveries.GIVEN_UP_AFTER))) {
            end(lease.get(), State.GIVEN_UP, Optional.empty());
            return true;
        }
        Optional<AlertMessage> message = take(lease.get(), now);
        if (message.isPresent()) {
            note(lease.get(), channel.send(message.get()));
        }
        return true;
    }

    /// The message, when this node got the lease. Under the lock of alerts, so that whatever was put into the message
    /// before it was due is in it.
    private Optional<AlertMessage> take(Lease lease, Instant now) {
        return database.write(handle -> {
            database.lock(handle, DatabaseLock.ALERTS);
            return Deliveries.take(handle, lease, now) ? Outbox.find(handle, lease.messageId()) : Optional.empty();
        });
    }

    private void note(Lease lease, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered() -> end(lease, State.DELIVERED, Optional.empty());
            case Outcome.Refused(String why) -> end(lease, State.REFUSED, Optional.of(why));
            case Outcome.TryAgain(String why, Duration atLeast) -> {
                failedAttempts.increment();
                // Once, not with every attempt: a server may be away for hours.
                Level level = away ? Level.DEBUG : Level.WARNING;
                LOG.log(level, "an alert could not be sent by {0}: {1}; tried again", channel.name(), line(why));
                away = true;
                database.writeOnly(handle -> Deliveries.failed(handle, lease, why, atLeast, clock.instant()));
            }
        }
    }

    private void end(Lease lease, State state, Optional<String> why) {
        database.writeOnly(handle -> {
            Deliveries.end(handle, lease, state, why, clock.instant());
            if (state != State.GIVEN_UP) {
                Deliveries.resume(handle, channel.name());
            }
        });
        switch (state) {
            case DELIVERED -> {
                delivered.increment();
                away = false;
            }
            case REFUSED -> refused.increment();
            case GIVEN_UP -> givenUp.increment();
            case WAITING -> throw new IllegalArgumentException("waiting is no end");
        }
        if (state != State.DELIVERED) {
            LOG.log(
                    Level.ERROR,
                    "an alert will not arrive by {0}: {1}",
                    channel.name(),
                    why.map(ChannelWorker::line).orElse("given up after " + Deliveries.GIVEN_UP_AFTER.toHours() + " h"));
        }
    }

    private static String line(String why) {
        return SafeText.line(why, 200);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(STOPS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
