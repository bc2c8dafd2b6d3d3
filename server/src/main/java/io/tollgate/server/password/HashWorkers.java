package io.tollgate.server.password;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The threads that hash, each of which needs a core and 19 MiB while it does. Thread-safe.
///
/// One always works. Others start while several entries wait, and end when for a while none had to wait for a worker: a machine
/// with a few logins a second needs the memory of one hash only, and now and then a login waits for another to end. To stay needs
/// less than to start, because with more workers fewer wait, and those who guess come only a few at a time.
final class HashWorkers implements AutoCloseable {
    /// So many waiting are more than chance: the last of them waits for three others with one worker.
    static final int MANY_WAITING = 3;

    private static final Duration LINGER = Duration.ofSeconds(30);

    private final HashQueue queue;
    private final int most;
    private final long linger;
    private final LongSupplier nanoTime;
    private final Set<Thread> threads = new HashSet<>();
    private volatile boolean closed;
    private volatile long lastBusy;

    /// @param most threads at once
    HashWorkers(HashQueue queue, int most) {
        this(queue, most, LINGER, System::nanoTime);
    }

    /// @param linger how long a further thread stays after it was last needed
    HashWorkers(HashQueue queue, int most, Duration linger, LongSupplier nanoTime) {
        this.queue = queue;
        this.most = most;
        this.linger = linger.toNanos();
        this.nanoTime = nanoTime;
        start(() -> work(Long.MAX_VALUE, () -> true));
    }

    /// Starts another worker where too many entries wait for those there are.
    void offered() {
        if (most > 1 && queue.waiting() >= MANY_WAITING) {
            lastBusy = nanoTime.getAsLong();
            start(() -> work(linger, this::isNeeded));
        }
    }

    private synchronized void start(Runnable loop) {
        if (closed || threads.size() >= most) {
            return;
        }
        threads.add(Thread.ofPlatform().daemon().name("password-hash").start(loop));
    }

    private void work(long patienceNanos, BooleanSupplier needed) {
        try {
            while (!closed && needed.getAsBoolean()) {
                Optional<HashQueue.Entry> entry = queue.take(patienceNanos);
                if (entry.isEmpty()) {
                    return;
                }
                run(entry.get());
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            ended();
        }
    }

    private boolean isNeeded() {
        return nanoTime.getAsLong() - lastBusy < linger;
    }

    private void run(HashQueue.Entry entry) {
        try {
            entry.work().run();
        } finally {
            queue.finished(entry);
        }
        if (queue.waiting() > 0) {
            lastBusy = nanoTime.getAsLong();
        }
    }

    private synchronized void ended() {
        threads.remove(Thread.currentThread());
    }

    /// How many there are.
    synchronized int size() {
        return threads.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
