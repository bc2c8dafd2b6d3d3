package io.tollgate.server.alert;

import java.time.Duration;

/// One way out. Thread-safe. Takes as long as the far end does, within a deadline shorter than a lease.
interface AlertChannel {

    /// What became of an attempt.
    sealed interface Outcome {

        /// The far end has taken it over.
        record Delivered() implements Outcome {}

        /// To be tried again, not before the far end wants it.
        record TryAgain(String why, Duration atLeast) implements Outcome {}

        /// The far end will never take this message.
        record Refused(String why) implements Outcome {}

        static Outcome tryAgain(String why) {
            return new TryAgain(why, Duration.ZERO);
        }
    }

    /// `mail`, `sentry` or `webhook`.
    String name();

    /// Never throws for what the far end does.
    ///
    /// @throws InterruptedException when the server stops
    Outcome send(AlertMessage message) throws InterruptedException;
}
