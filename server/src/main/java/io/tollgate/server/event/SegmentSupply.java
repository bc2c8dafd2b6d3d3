package io.tollgate.server.event;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Makes files of the journal ahead, on a thread of its own, so that whoever needs one does not wait. Thread-safe.
final class SegmentSupply implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SegmentSupply.class.getName());
    private static final int READY = 2;
    private static final long PAUSE_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

    private final Maker maker;
    private final int max;
    private final ExecutorService preparer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("event-journal").factory());

    // All below under the monitor of this.
    private final Deque<JournalSegment> ready = new ArrayDeque<>();
    private long nextNumber;
    private int inUse;
    private boolean preparing;
    private boolean closed;

    /// Makes the segment of a number.
    @FunctionalInterface
    interface Maker {
        JournalSegment make(long number) throws IOException;
    }

    /// @param nextNumber of the first that is made
    /// @param max        files that there may be, those in use included
    SegmentSupply(Maker maker, long nextNumber, int max) {
        this.maker = maker;
        this.nextNumber = nextNumber;
        this.max = max;
    }

    /// The next segment, if one is ready and there may be another. Never waits for the disk.
    ///
    /// @param segments how many are in use, without this one
    synchronized Optional<JournalSegment> take(int segments) {
        Optional<JournalSegment> next = Optional.ofNullable(ready.pollFirst());
        used(next.isPresent() ? segments + 1 : segments);
        return next;
    }

    /// Says how many are in use.
    synchronized void used(int segments) {
        inUse = segments;
        if (!preparing && isWanted()) {
            // It waits for the monitor before it reads what is set here.
            preparer.execute(this::prepare);
            preparing = true;
        }
    }

    private boolean isWanted() {
        return !closed && ready.size() < READY && inUse + ready.size() < max;
    }

    private void prepare() {
        while (true) {
            long number;
            synchronized (this) {
                preparing = isWanted();
                if (!preparing) {
                    return;
                }
                number = nextNumber++;
            }
            try {
                add(maker.make(number));
            } catch (IOException | RuntimeException | Error e) {
                // Memory that is short, too: thrown, it would leave the journal without a further file for good.
                LOG.log(Level.WARNING, "the journal of events cannot grow: {0}", e.toString());
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private synchronized void add(JournalSegment made) {
        if (closed) {
            discard(made);
        } else {
            ready.addLast(made);
        }
    }

    /// Removes a segment that is not needed any more.
    static void discard(JournalSegment segment) {
        try {
            segment.delete();
        } catch (IOException e) {
            // Empty for whoever opens the journal next, for the position is behind it.
            LOG.log(Level.WARNING, "a used file of the journal cannot be removed: {0}", e.toString());
        }
    }

    /// Returns once nothing of it touches the folder any more, for somebody else may open the journal then.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ready.forEach(SegmentSupply::discard);
            ready.clear();
        }
        preparer.close();
    }
}
