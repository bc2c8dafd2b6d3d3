package io.tollgate.guard.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Gives up commands whose deadline is over, on a thread of its own. It looks as often as a request's deadline is long, and when the
/// next deadline of those that it saw is over: so none is missed that begins while it sleeps, and to send a command tells it nothing.
/// Only a command that is sent a second time, to where a Cluster redirects it or with the script's source, has less time left than
/// that, and can be given up as late as one deadline after its own.
final class Deadlines implements AutoCloseable {
    private final Deployment deployment;
    private final long shortestNanos;
    private final Thread thread;
    private volatile boolean closed;

    /// @param shortest how long a command that is new has at least
    Deadlines(Deployment deployment, Duration shortest) {
        this.deployment = deployment;
        this.shortestNanos = shortest.toNanos();
        thread = Thread.ofPlatform().daemon().name("tollgate-redis-deadlines").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(giveUpLate() - System.nanoTime());
        }
    }

    /// @return when to look again, by [System#nanoTime]
    private long giveUpLate() {
        long now = System.nanoTime();
        long next = now + shortestNanos;
        try {
            for (RedisNode node : deployment.primaries()) {
                for (SharedConnection connection : node.connections()) {
                    next = connection.giveUpLate(now, next);
                }
            }
        } catch (RuntimeException | Error e) {
            // Memory that is short, or a mistake of ours. Were this thread to end, whoever waits would wait for ever.
            Uncaught.report(e);
        }
        return next;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
