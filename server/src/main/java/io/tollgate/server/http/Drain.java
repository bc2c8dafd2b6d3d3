package io.tollgate.server.http;

import java.time.Duration;

/// The time between being asked to stop and stopping, in which requests go on to be answered and clients are sent away:
/// readiness is off, so that balancers send nothing new, and each answer ends its connection. Thread-safe.
public final class Drain {
    private volatile boolean begun;

    public boolean hasBegun() {
        return begun;
    }

    /// Begins, and waits for as long as it takes. Ends early when interrupted.
    public void run(Duration time) {
        begun = true;
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
