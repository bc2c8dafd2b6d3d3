package io.tollgate.guard.redis;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/// A command on its way, and the thread that made it, which waits for the answer. That it waits no longer than until the deadline is
/// seen to by [Deadlines]: were it to watch the time itself, a virtual thread would set and clear a timer of the JVM's for each
/// command, which costs as much as sending it.
final class PendingCommand {
    private static final Object GIVEN_UP = new Object();

    private final CommandArguments arguments;
    private final Thread caller = Thread.currentThread();
    private final long start = System.nanoTime();
    private final long deadlineNanos;
    private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

    /// @param deadlineNanos by [System#nanoTime]
    PendingCommand(CommandArguments arguments, long deadlineNanos) {
        this.arguments = arguments;
        this.deadlineNanos = deadlineNanos;
    }

    CommandArguments arguments() {
        return arguments;
    }

    /// As Redis calls it.
    String name() {
        return arguments.getCommand().toString();
    }

    /// In nanoseconds.
    long age() {
        return System.nanoTime() - start;
    }

    /// Whether nobody waits for it any more.
    boolean isGivenUp() {
        return outcome.get() == GIVEN_UP;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /// Hands the caller what became of it. What comes after the first is dropped.
    ///
    /// @param result the answer, or what went wrong as a [RuntimeException]
    void complete(Object result) {
        if (outcome.compareAndSet(null, result)) {
            LockSupport.unpark(caller);
        }
    }

    /// Tells the caller to wait no longer.
    void giveUp() {
        complete(GIVEN_UP);
    }

    /// Waits for the answer.
    ///
    /// @return `null` if there was none in time; the command is given up then
    /// @throws RuntimeException     what went wrong
    /// @throws InterruptedException the command is given up then, too
    @Nullable Object await() throws InterruptedException {
        Object result = outcome.get();
        while (result == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                giveUp();
                throw new InterruptedException();
            }
            result = outcome.get();
        }
        if (result instanceof RuntimeException failure) {
            throw failure;
        }
        return result == GIVEN_UP ? null : result;
    }
}
