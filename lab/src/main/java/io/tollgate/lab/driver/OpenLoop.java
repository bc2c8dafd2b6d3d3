package io.tollgate.lab.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Runs a schedule: one platform thread waits for the next moment and starts a virtual thread for each send, which does
/// plain blocking work. So nothing that is slow delays what comes after it.
///
/// **Bound:** at most [#MAX_UNDER_WAY] requests are under way; what would be more is not sent, and counted as dropped.
public final class OpenLoop {
    /// Each takes a connection at both ends, and the systems of most people allow 20,000 or so.
    static final int MAX_UNDER_WAY = 10_000;

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(65);
    /// Of a run that was stopped: somebody waits for it to end.
    private static final Duration LAST_ANSWERS_OF_STOPPED = Duration.ofSeconds(3);
    /// Short naps, so that a stop is noticed.
    private static final long NAP_NANOS = 100_000_000;

    private final List<Send> sends;
    private final Traffic traffic;
    private final Duration lastAnswers;
    private final Recording recording;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Phaser running = new Phaser(1);
    private volatile boolean stopped;
    private volatile long begin;

    /// @param sends in the order of their moments
    public OpenLoop(List<Send> sends, Traffic traffic) {
        this(sends, traffic, LAST_ANSWERS);
    }

    /// @param lastAnswers how long those are waited for
    OpenLoop(List<Send> sends, Traffic traffic, Duration lastAnswers) {
        this.lastAnswers = lastAnswers;
        this.sends = List.copyOf(sends);
        this.traffic = traffic;
        this.recording = new Recording(this.sends);
    }

    /// What has happened so far.
    public Recording recording() {
        return recording;
    }

    public int underWay() {
        return underWay.get();
    }

    /// Sends nothing more. What is under way is waited for, but not for long: what is not answered by then counts as if it
    /// had not been sent.
    public void stop() {
        stopped = true;
    }

    /// Runs the whole schedule on the calling thread and waits for the last answers.
    public Recording run() throws InterruptedException {
        try (Priority _ = new Priority()) {
            return drive();
        }
    }

    private Recording drive() throws InterruptedException {
        begin = System.nanoTime();
        for (int i = 0; i < sends.size() && !stopped; i++) {
            await(begin + sends.get(i).atNanos());
            if (!stopped) {
                begin(i);
            }
        }
        if (!awaitLastAnswers()) {
            abandon();
        }
        return recording;
    }

    /// @return whether all are there
    private boolean awaitLastAnswers() throws InterruptedException {
        int phase = running.arrive();
        long waited = System.nanoTime();
        while (true) {
            long left = waited + (stopped ? LAST_ANSWERS_OF_STOPPED : lastAnswers).toNanos() - System.nanoTime();
            try {
                running.awaitAdvanceInterruptibly(phase, Math.clamp(left, 0, NAP_NANOS), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                if (left <= 0) {
                    return false;
                }
            }
        }
    }

    /// What is still under way was sent and not answered; of a run that was stopped it says nothing.
    private void abandon() {
        for (int i = 0; i < sends.size(); i++) {
            if (stopped) {
                recording.forget(i);
            } else {
                recording.over(i, elapsed(), Failure.TIMEOUT);
            }
        }
    }

    private void await(long moment) throws InterruptedException {
        for (long left = moment - System.nanoTime(); left > 0 && !stopped; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, NAP_NANOS));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void begin(int index) {
        if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
            underWay.decrementAndGet();
            recording.over(index, elapsed(), Failure.DROPPED);
            return;
        }
        running.register();
        Thread.ofVirtual().start(() -> {
            try {
                exchange(index, sends.get(index));
            } finally {
                underWay.decrementAndGet();
                running.arriveAndDeregister();
            }
        });
    }

    private void exchange(int index, Send send) {
        recording.sent(index, elapsed());
        try {
            Optional<Request> request = traffic.request(send);
            if (request.isEmpty()) {
                recording.over(index, elapsed(), Failure.DROPPED);
                return;
            }
            Response response = traffic.client(send).send(request.get());
            long done = elapsed();
            boolean expected = traffic.settle(send, response);
            recording.answered(index, response, response.firstNanos() - begin, done, expected);
        } catch (IOException e) {
            // Once the run is being ended the other end may be, too; then this says nothing.
            if (!stopped) {
                recording.over(index, elapsed(), Failure.of(e));
            }
        } catch (RuntimeException e) {
            // An answer that could not be understood.
            recording.over(index, elapsed(), Failure.OTHER);
        }
    }

    private long elapsed() {
        return System.nanoTime() - begin;
    }
}
