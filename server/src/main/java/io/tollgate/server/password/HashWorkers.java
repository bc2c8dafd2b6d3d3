package io.tollgate.server.password;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;

/// The threads that hash, each of which needs a core and 19 MiB while it does, and only its stack while it waits. Thread-safe.
final class HashWorkers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HashWorkers.class.getName());

    private final HashQueue queue;
    private final List<Thread> threads;

    /// @param count of them
    HashWorkers(HashQueue queue, int count) {
        this.queue = queue;
        threads = Stream.generate(() -> Thread.ofPlatform().daemon().name("password-hash").unstarted(this::work))
                .limit(count)
                .toList();
        threads.forEach(Thread::start);
    }

    private void work() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                runNext();
            } catch (InterruptedException _) {
                // Closed.
                goesOn = false;
            } catch (RuntimeException | Error e) {
                // Such as want of memory, which may be over the next time. Nothing would replace this thread.
                LOG.log(Level.WARNING, "a thread that hashes passwords goes on after a failure", e);
            }
        }
    }

    private void runNext() throws InterruptedException {
        HashQueue.Entry entry = queue.take();
        try {
            entry.work().run();
        } finally {
            queue.finished(entry);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
