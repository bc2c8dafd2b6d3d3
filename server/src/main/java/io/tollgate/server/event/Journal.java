package io.tollgate.server.event;

import io.tollgate.server.event.EventCodec.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Events on their way to the database, in mapped files. Thread-safe; one thread reads.
///
/// [#record] copies the event into memory that is the operating system's and returns: no system call, no waiting but for
/// the copying of others. Files are made ahead by a thread of the journal's own. When they are all full, or the next is
/// not made yet, the event is counted instead, and the number becomes an event as soon as there is room.
///
/// A position is a number of a segment times [JournalSegment#SIZE] plus an offset; it only ever grows.
final class Journal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    static final int MAX_SEGMENTS = 32;
    private static final int READY = 2;
    private static final long PAUSE_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final int maxSegments;
    private final ExecutorService preparer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("event-journal").factory());
    private final ReentrantLock lock = new ReentrantLock();

    // All below under the lock. The first segment is being read, the last is being written.
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private final Deque<JournalSegment> ready = new ArrayDeque<>();
    private long nextNumber;
    private long position;
    private long waiting;
    private long lost;
    private long lostUntold;
    private boolean preparing;
    private boolean closed;

    private Journal(Path folder, int maxSegments) {
        this.folder = folder;
        this.maxSegments = maxSegments;
    }

    static Journal open(Path folder, long position) {
        return open(folder, position, MAX_SEGMENTS);
    }

    /// Opens the journal in a folder that nobody else uses.
    ///
    /// @param position    what has been taken from it
    /// @param maxSegments how many files it may have, at least two
    /// @throws UncheckedIOException when the folder cannot be read or written
    static Journal open(Path folder, long position, int maxSegments) {
        Journal journal = new Journal(folder, maxSegments);
        try {
            journal.recover(position);
            return journal;
        } catch (IOException e) {
            journal.close();
            throw new UncheckedIOException("cannot open the journal in " + folder, e);
        }
    }

    /// Finds what a process before this one left. Nothing is written behind it: a new segment begins.
    private void recover(long from) throws IOException {
        position = from;
        nextNumber = from / JournalSegment.SIZE + 1;
        for (Path file : files()) {
            long number = JournalSegment.numberOf(file);
            nextNumber = Math.max(nextNumber, number + 1);
            JournalSegment segment = JournalSegment.open(file);
            int records = segment.recover(
                    Math.min(Math.max(from, segment.start()), segment.start() + JournalSegment.SIZE));
            if (records == 0) {
                segment.delete();
            } else {
                segments.addLast(segment);
                waiting += records;
            }
        }
        segments.addLast(JournalSegment.create(folder, nextNumber++));
        prepare();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(JournalSegment::isSegment)
                    .sorted(Comparator.comparingLong(JournalSegment::numberOf))
                    .toList();
        }
    }

    /// Never throws and never waits for anything but the copying of other events.
    ///
    /// @return how many events wait now
    long record(SecurityEvent event) {
        lock.lock();
        try {
            if (closed || !append(event, 1)) {
                lost();
            } else {
                tellLost(event.timestamp());
            }
            return waiting;
        } catch (RuntimeException | InternalError e) {
            // An event that cannot be written, or a disk that fails under the mapping.
            lost();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private void lost() {
        lost++;
        lostUntold++;
    }

    /// Records how many events were lost, if any were and there is room again.
    void tellLost(InstantSource clock) {
        lock.lock();
        try {
            if (!closed) {
                tellLost(clock.instant());
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellLost(Instant now) {
        if (lostUntold > 0 && append(SecurityEvent.of(EventType.SYS_EVENTS_LOST, now), lostUntold)) {
            lostUntold = 0;
        }
    }

    private boolean append(SecurityEvent event, long count) {
        if (!segments.getLast().append(event, count)) {
            JournalSegment next = ready.pollFirst();
            prepareLater();
            if (next == null) {
                return false;
            }
            segments.addLast(next);
            if (!next.append(event, count)) {
                throw new IllegalStateException("an event is larger than a segment");
            }
        }
        waiting++;
        return true;
    }

    private void prepareLater() {
        if (!preparing && !closed && needsSegment()) {
            preparing = true;
            try {
                preparer.execute(this::prepare);
            } catch (RejectedExecutionException e) {
                preparing = false;
            }
        }
    }

    /// Makes segments ahead, one at a time, so that the lock is not held while a file is made.
    private void prepare() {
        boolean failed = false;
        while (!failed && wantsSegment()) {
            try {
                add(JournalSegment.create(folder, nextNumber++));
            } catch (IOException | RuntimeException e) {
                failed = true;
                LOG.log(Level.WARNING, "the journal of events cannot grow: {0}", e.toString());
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
        if (failed) {
            lock.lock();
            preparing = false;
            lock.unlock();
        }
    }

    private boolean wantsSegment() {
        lock.lock();
        try {
            preparing = !closed && needsSegment();
            return preparing;
        } finally {
            lock.unlock();
        }
    }

    private boolean needsSegment() {
        return ready.size() < READY && segments.size() + ready.size() < maxSegments;
    }

    private void add(JournalSegment made) {
        lock.lock();
        try {
            if (closed) {
                discard(made);
            } else {
                ready.addLast(made);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What was read: the records up to a position.
    ///
    /// @param to      to be given to [#release] when they are safe elsewhere
    /// @param records how many they are
    record Taken(long from, long to, int records) {}

    /// Reads on from the position, without moving it.
    ///
    /// @param each returns false to end the reading after that event
    Taken read(Predicate<Recorded> each) {
        long from = position;
        long at = from;
        int records = 0;
        for (Written written : written()) {
            at = Math.max(at, written.segment().start());
            while (at < written.end()) {
                ByteBuffer record = written.segment().read(at);
                at += JournalSegment.RECORD_HEADER + record.remaining();
                records++;
                Optional<Recorded> recorded = EventCodec.decode(record);
                if (recorded.isEmpty()) {
                    LOG.log(Level.WARNING, "the journal holds an event of a type that this version does not know");
                } else if (!each.test(recorded.get())) {
                    return new Taken(from, at, records);
                }
            }
        }
        return new Taken(from, at, records);
    }

    /// A segment and how far it could be read when this was asked for.
    private record Written(JournalSegment segment, long end) {}

    private List<Written> written() {
        lock.lock();
        try {
            return segments.stream()
                    .map(segment -> new Written(segment, segment.end()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// Forgets what was read.
    void release(Taken taken) {
        List<JournalSegment> used = new ArrayList<>();
        lock.lock();
        try {
            position = taken.to();
            waiting -= taken.records();
            while (segments.size() > 1 && segments.getFirst().end() <= position) {
                used.add(segments.removeFirst());
            }
            prepareLater();
        } finally {
            lock.unlock();
        }
        used.forEach(Journal::discard);
    }

    private static void discard(JournalSegment segment) {
        try {
            segment.delete();
        } catch (IOException e) {
            // Empty for whoever opens the journal next, for its position is behind it.
            LOG.log(Level.WARNING, "a used file of the journal cannot be removed: {0}", e.toString());
        }
    }

    /// What waits: events, and the bytes they take.
    record Depth(long events, long bytes) {}

    Depth depth() {
        lock.lock();
        try {
            long bytes = 0;
            for (JournalSegment segment : segments) {
                bytes += closed ? 0 : Math.max(0, segment.end() - Math.max(position, segment.start()));
            }
            return new Depth(waiting, bytes);
        } finally {
            lock.unlock();
        }
    }

    /// Events that were not kept since the start.
    long lostEvents() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves what waits in its files. Events from now on are lost.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            preparer.shutdown();
            ready.forEach(Journal::discard);
            ready.clear();
            segments.forEach(segment -> {
                if (segment.end() <= position || segment.end() == segment.start()) {
                    discard(segment);
                } else {
                    segment.close();
                }
            });
        } finally {
            lock.unlock();
        }
    }
}
