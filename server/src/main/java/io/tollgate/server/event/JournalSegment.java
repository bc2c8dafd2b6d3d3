package io.tollgate.server.event;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// A file of the journal, mapped into memory: what is written there is the operating system's from then on and outlives
/// the process. Not thread-safe, but one thread may read up to where another has written.
///
/// A record is its length, a checksum and the event. The checksum covers the record's position too, so that neither a
/// record that was being written when the process died nor one from another place passes for a record.
final class JournalSegment implements AutoCloseable {
    static final int SIZE = 2 << 20;
    static final int RECORD_HEADER = 2 * Integer.BYTES;

    private static final int BLOCK = 64 << 10;
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{12})\\.segment");

    private final Path file;
    private final long number;
    private final Arena arena;
    private final ByteBuffer writing;
    private final ByteBuffer reading;
    private final CRC32C writtenSum = new CRC32C();
    private final CRC32C readSum = new CRC32C();

    private JournalSegment(Path file, long number, Arena arena, ByteBuffer bytes) {
        this.file = file;
        this.number = number;
        this.arena = arena;
        this.writing = bytes;
        this.reading = bytes.duplicate();
    }

    /// Makes an empty one. Its blocks are written once, since a full disk must show here and not under the mapping,
    /// where it would end the process.
    ///
    /// @throws IOException when it cannot be made; nothing is left of it then, and a file that was there stays
    static JournalSegment create(Path folder, long number) throws IOException {
        Path file = folder.resolve("%012x.segment".formatted(number));
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (channel) {
            ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
            while (channel.position() < SIZE) {
                channel.write(zeros.clear());
            }
            return map(file, number, channel);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Opens one that a process left behind.
    static JournalSegment open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(file, numberOf(file), channel);
        }
    }

    private static JournalSegment map(Path file, long number, FileChannel channel) throws IOException {
        Arena arena = Arena.ofShared();
        // A file that a crash left shorter is made whole by the mapping, with zeros.
        ByteBuffer bytes =
                channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena).asByteBuffer();
        return new JournalSegment(file, number, arena, bytes);
    }

    static boolean isSegment(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    static long numberOf(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("not a segment: " + file);
        }
        return Long.parseLong(name.group(1), 16);
    }

    /// Where in the journal this segment begins.
    long start() {
        return number * SIZE;
    }

    /// Where in the journal the next record goes.
    long end() {
        return start() + writing.position();
    }

    /// Continues behind the last whole record, wherever a dying process stopped.
    ///
    /// @param position of the journal
    /// @return how many records there are from there on
    int recover(long position) {
        int records = 0;
        writing.position(Math.clamp(position - start(), 0, SIZE));
        while (true) {
            int length = recordLength(writing.position());
            if (length == 0) {
                return records;
            }
            writing.position(writing.position() + RECORD_HEADER + length);
            records++;
        }
    }

    /// @return false when there may not be room
    boolean append(SecurityEvent event, long count) {
        if (writing.remaining() < RECORD_HEADER + EventCodec.bound(event)) {
            return false;
        }
        int record = writing.position();
        int body = record + RECORD_HEADER;
        try {
            EventCodec.encode(writing.position(body), event, count);
        } catch (RuntimeException | Error e) {
            // Else the next record would begin where nobody looks for one.
            writing.position(record);
            throw e;
        }
        int end = writing.position();
        writing.putInt(record + Integer.BYTES, sum(writtenSum, writing, record, end));
        writing.position(end);
        writing.putInt(record, end - body);
        return true;
    }

    /// The record at a position below [#end].
    ByteBuffer read(long position) {
        int record = (int) (position - start());
        reading.limit(SIZE);
        int length = reading.getInt(record);
        return reading.limit(record + RECORD_HEADER + length).position(record + RECORD_HEADER);
    }

    /// How many records there are from a position on.
    long records(long position) {
        long records = 0;
        for (long at = Math.max(position, start()); at < end(); records++) {
            at += RECORD_HEADER + read(at).remaining();
        }
        return records;
    }

    /// The length of the event at an offset, 0 when there is no whole record.
    private int recordLength(int record) {
        int body = record + RECORD_HEADER;
        if (body > SIZE) {
            return 0;
        }
        reading.limit(SIZE);
        int length = reading.getInt(record);
        boolean whole = length > 0
                && length <= SIZE - body
                && sum(readSum, reading, record, body + length) == reading.getInt(record + Integer.BYTES);
        return whole ? length : 0;
    }

    private int sum(CRC32C sum, ByteBuffer bytes, int record, int end) {
        sum.reset();
        for (long position = start() + record; position != 0; position >>>= 8) {
            sum.update((int) position & 0xFF);
        }
        bytes.limit(end).position(record + RECORD_HEADER);
        sum.update(bytes);
        bytes.limit(SIZE);
        return (int) sum.getValue();
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
