package io.tollgate.server.http;

import java.time.Duration;

/// The time between being asked to stop and stopping, in which requests go on to be answered and clients are sent away:
/// readiness is off, so that balancers send nothing new, and each answer ends its connection. Thread-safe.
///
/// When it is over and nobody can connect any more, connections that are open still get a moment, in which a request that
/// was under way to us is answered: it may be one that its sender must not repeat.
public final class Drain {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private volatile boolean begun;
    private volatile boolean ending;
    private Duration moment = Duration.ZERO;

    public boolean hasBegun() {
        return begun;
    }

    /// Begins, and waits for as long as it takes. Ends early when interrupted.
    ///
    /// @param time zero: there is no moment at the end either
    public void run(Duration time) {
        begun = true;
        setMoment(time.compareTo(MOMENT) < 0 ? time : MOMENT);
        sleep(time);
    }

    private synchronized void setMoment(Duration time) {
        moment = time;
    }

    /// Says that the server is about to stop listening.
    void end() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    synchronized boolean hasMoment() {
        return moment.isPositive();
    }

    /// Returns when the moment at the end is over; it begins with the first call.
    synchronized void awaitLastRequests() {
        sleep(moment);
        moment = Duration.ZERO;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
