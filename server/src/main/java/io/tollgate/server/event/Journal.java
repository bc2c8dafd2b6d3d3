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

    private final SegmentSupply supply;
    private final ReentrantLock lock = new ReentrantLock();

    // All below under the lock. The first segment is being read, the last is being written.
    private final Deque<JournalSegment> segments;
    private long position;
    private long waiting;
    private long lost;
    private long lostUntold;
    private boolean closed;

    /// @param segments in order; the last is written
    private Journal(Deque<JournalSegment> segments, long position, long waiting, SegmentSupply supply) {
        this.segments = segments;
        this.position = position;
        this.waiting = waiting;
        this.supply = supply;
    }

    static Journal open(Path folder, long position) {
        return open(folder, position, MAX_SEGMENTS);
    }

    /// Opens the journal in a folder that nobody else uses, and finds what a process before this one left. Nothing is
    /// written behind that: a new segment begins.
    ///
    /// @param position    what has been taken from it
    /// @param maxSegments how many files it may have, at least two
    /// @throws UncheckedIOException when the folder cannot be read or written
    static Journal open(Path folder, long position, int maxSegments) {
        Deque<JournalSegment> segments = new ArrayDeque<>();
        try {
            long waiting = 0;
            // The position's own segment may be gone, and no position may come twice.
            long number = position / JournalSegment.SIZE + 1;
            for (Path file : files(folder)) {
                number = Math.max(number, JournalSegment.numberOf(file) + 1);
                JournalSegment segment = JournalSegment.open(file);
                segments.addLast(segment);
                int records = segment.recover(position);
                waiting += records;
                if (records == 0) {
                    SegmentSupply.discard(segments.removeLast());
                }
            }
            segments.addLast(JournalSegment.create(folder, number));
            SegmentSupply supply = new SegmentSupply(
                    next -> JournalSegment.create(folder, next), number + 1, maxSegments);
            supply.used(segments.size());
            return new Journal(segments, position, waiting, supply);
        } catch (IOException e) {
            segments.forEach(JournalSegment::close);
            throw new UncheckedIOException("cannot open the journal in " + folder, e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
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
        } catch (RuntimeException | Error e) {
            // An event that cannot be written, memory that is short, or a disk that fails under the mapping.
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
            Optional<JournalSegment> next = supply.take(segments.size());
            if (next.isEmpty()) {
                return false;
            }
            segments.addLast(next.get());
            if (!next.get().append(event, count)) {
                throw new IllegalStateException("an event is larger than a segment");
            }
        }
        waiting++;
        return true;
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
        List<JournalSegment> used;
        lock.lock();
        try {
            position = taken.to();
            waiting -= taken.records();
            used = removeRead();
        } finally {
            lock.unlock();
        }
        used.forEach(SegmentSupply::discard);
    }

    private List<JournalSegment> removeRead() {
        List<JournalSegment> used = new ArrayList<>();
        while (segments.size() > 1 && segments.getFirst().end() <= position) {
            used.add(segments.removeFirst());
        }
        supply.used(segments.size());
        return used;
    }

    /// Reads on from another position, an earlier or a later one.
    ///
    /// @param wanted between two records
    /// @return from where it is read now: `wanted`, or the oldest that there still is, or where it was when what is wanted
    ///     was never written
    long moveTo(long wanted) {
        long now;
        List<JournalSegment> used;
        lock.lock();
        try {
            boolean isWritten = wanted <= segments.getLast().end();
            now = isWritten ? Math.max(wanted, segments.getFirst().start()) : position;
            position = now;
            waiting = segments.stream().mapToLong(segment -> segment.records(now)).sum();
            used = removeRead();
        } finally {
            lock.unlock();
        }
        used.forEach(SegmentSupply::discard);
        return now;
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

    /// Leaves what waits in its files. Events from now on are lost. Once it was closed this does nothing, for the files may
    /// be somebody else's then.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            supply.close();
            segments.forEach(segment -> {
                if (segment.end() <= position || segment.end() == segment.start()) {
                    SegmentSupply.discard(segment);
                } else {
                    segment.close();
                }
            });
        } finally {
            lock.unlock();
        }
    }
}
