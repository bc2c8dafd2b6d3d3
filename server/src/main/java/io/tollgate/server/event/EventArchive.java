package io.tollgate.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.server.disk.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;

/// Events that left the database: `security-events-DAY.ndjson.gz`, one file for each day (UTC), a gzip member a batch.
///
/// How many bytes of a file count stands in the database and is moved on by the transaction that deletes the rows. What
/// stands behind that, from a transaction that did not come to its end, is written over. So every event is in one place
/// or the other, whenever the process dies. The same holds when a copy of the database is put back.
final class EventArchive {
    private final Path folder;
    private final String id;

    private EventArchive(Path folder, String id) {
        this.folder = folder;
        this.id = id;
    }

    /// @throws UncheckedIOException when the folder cannot be written
    static EventArchive open(Path folder) {
        try {
            Files.createDirectories(folder);
            return new EventArchive(folder, FolderIdentity.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the archive " + folder, e);
        }
    }

    /// The file that takes the events of a day; to be called in a transaction of its own before [#append].
    ///
    /// A file that this database knows nothing of is somebody else's and stays as it is. One that was taken away, in
    /// whole or in part, is not begun again, for how much of it counts would no longer be true of either half.
    String fileFor(Handle handle, LocalDate day) {
        for (int i = 0; ; i++) {
            String name = "security-events-%s%s.ndjson.gz".formatted(day, i == 0 ? "" : "." + i);
            Optional<Long> length = length(handle, name);
            if (length.isPresent() && isWhole(name, length.get())) {
                return name;
            }
            if (length.isEmpty() && !Files.exists(folder.resolve(name))) {
                handle.createUpdate("INSERT INTO event_archives (archive, file, bytes) VALUES (:archive, :file, 0)")
                        .bind("archive", id)
                        .bind("file", name)
                        .execute();
                return name;
            }
        }
    }

    private boolean isWhole(String file, long length) {
        return folder.resolve(file).toFile().length() >= length;
    }

    private Optional<Long> length(Handle handle, String file) {
        return handle.createQuery("SELECT bytes FROM event_archives WHERE archive = :archive AND file = :file")
                .bind("archive", id)
                .bind("file", file)
                .mapTo(Long.class)
                .findOne();
    }

    /// Writes events so that they are on the disk when this returns; they count when the transaction commits.
    void append(Handle handle, String file, List<StoredEvent> events) {
        long length = length(handle, file).orElseThrow();
        byte[] member = compressed(events);
        try (FileChannel channel = FileChannel.open(
                folder.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < length) {
                throw new IOException("the archived file " + file + " is shorter than it was");
            }
            channel.truncate(length);
            ByteBuffer bytes = ByteBuffer.wrap(member);
            while (bytes.hasRemaining()) {
                channel.write(bytes, length + bytes.position());
            }
            channel.force(true);
            // The name may be new.
            DurableFiles.force(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        handle.createUpdate("UPDATE event_archives SET bytes = :bytes WHERE archive = :archive AND file = :file")
                .bind("bytes", length + member.length)
                .bind("archive", id)
                .bind("file", file)
                .execute();
    }

    private static byte[] compressed(List<StoredEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (StoredEvent event : events) {
                gzip.write((EventJson.write(event) + "\n").getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
