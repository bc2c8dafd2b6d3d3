package io.tollgate.server.health;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether the database answers, as of half a second ago at most. Anybody may ask as often as he likes, so it is pinged by
/// one at a time; whoever asks meanwhile waits and takes the same answer. Thread-safe.
final class RecentPing {
    private static final Duration FRESH = Duration.ofMillis(500);

    private final Runnable ping;
    private final LongSupplier nanoTime;
    private @Nullable Answer last;

    /// @param millis how long asking took
    record Answer(boolean isUp, double millis, long nanoTime) {}

    /// @param ping throws when there is no answer
    RecentPing(Runnable ping, LongSupplier nanoTime) {
        this.ping = ping;
        this.nanoTime = nanoTime;
    }

    synchronized Answer answer() {
        Answer answer = last;
        if (answer == null || nanoTime.getAsLong() - answer.nanoTime() >= FRESH.toNanos()) {
            answer = ask();
            last = answer;
        }
        return answer;
    }

    /// Fresh from its end on: those who waited for a slow one would else ask again, one after the other.
    private Answer ask() {
        long began = nanoTime.getAsLong();
        boolean up = true;
        try {
            ping.run();
        } catch (RuntimeException e) {
            up = false;
        }
        long ended = nanoTime.getAsLong();
        return new Answer(up, Math.round((ended - began) / 1e3) / 1e3, ended);
    }
}
