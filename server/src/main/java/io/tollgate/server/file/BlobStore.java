package io.tollgate.server.file;

import io.tollgate.server.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Bytes on disk under generated names. Thread-safe; several nodes may share the folder.
///
/// `incoming/` holds what is still arriving, `ab/` the finished blobs whose id ends in `ab`. A blob appears there whole,
/// by an atomic move after its bytes are on the disk.
final class BlobStore {
    private static final System.Logger LOG = System.getLogger(BlobStore.class.getName());
    private static final int BUFFER = 64 * 1024;

    /// How folders of finished blobs are called.
    private static final Pattern OF_BLOBS = Pattern.compile("[0-9a-f]{2}");

    private static final int ASKED_AT_ONCE = 400;

    /// Longer than any upload can pause or last between its last byte and its row, or lets pass between two [#keep].
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    /// Bytes that have arrived whole, but are not in place yet.
    ///
    /// @param size in bytes
    record Incoming(String id, Path path, long size, String sha256) {}

    /// More bytes came than were allowed.
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// The disk did not do what was asked: full, away or broken.
    static final class DiskException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private DiskException(String message, IOException cause) {
            super(message, cause);
        }
    }

    private final Path root;
    private final Path incoming;
    private final InstantSource clock;

    BlobStore(Path root, InstantSource clock) {
        this.root = root;
        this.incoming = root.resolve("incoming");
        this.clock = clock;
        try {
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + incoming, e);
        }
    }

    /// Hears of bytes as they arrive, and may want no more.
    @FunctionalInterface
    interface Arrival {

        /// @throws TooLargeException when these are too many
        void arrived(int bytes);
    }

    /// Reads a stream to its end onto the disk. Leaves nothing behind when that fails.
    ///
    /// @throws TooLargeException when more than `maxSize` bytes came, or `arrival` throws it
    /// @throws IOException when the stream failed
    /// @throws DiskException when the disk failed
    Incoming receive(String id, InputStream in, long maxSize, Arrival arrival) throws IOException {
        Path path = incoming.resolve(id);
        MessageDigest digest = sha256();
        boolean complete = false;
        try (FileChannel out = create(path)) {
            long size = copy(in, out, digest, maxSize, arrival);
            force(out);
            complete = true;
            return new Incoming(id, path, size, HexFormat.of().formatHex(digest.digest()));
        } finally {
            if (!complete) {
                deleteQuietly(path);
            }
        }
    }

    private static FileChannel create(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DiskException("a file cannot be created", e);
        }
    }

    private static void force(FileChannel out) {
        try {
            out.force(true);
        } catch (IOException e) {
            throw new DiskException("a file cannot be written", e);
        }
    }

    private static long copy(InputStream in, FileChannel out, MessageDigest digest, long maxSize, Arrival arrival)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            size += read;
            if (size > maxSize) {
                throw new TooLargeException();
            }
            arrival.arrived(read);
            digest.update(buffer, 0, read);
            write(out, ByteBuffer.wrap(buffer, 0, read));
        }
        return size;
    }

    private static void write(FileChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new DiskException("a file cannot be written", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    /// Puts bytes in place.
    ///
    /// @throws DiskException when the disk failed
    void commit(Incoming received) {
        Path target = path(received.id());
        try {
            Files.createDirectories(target.getParent());
            // Its row is not there yet, and it may have arrived long ago: to the sweep it must look new.
            keep(received);
            DurableFiles.move(received.path(), target);
        } catch (IOException e) {
            throw new DiskException("a file cannot be put in place", e);
        }
    }

    /// Makes it look new, so that the sweep leaves it alone.
    ///
    /// @throws DiskException when the disk failed
    void keep(Incoming received) {
        try {
            Files.setLastModifiedTime(received.path(), FileTime.from(clock.instant()));
        } catch (IOException e) {
            throw new DiskException("a file is not there any more", e);
        }
    }

    void discard(Incoming received) {
        deleteQuietly(received.path());
    }

    void delete(String id) {
        deleteQuietly(path(id));
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} could not be deleted; the sweep tries again", path);
        }
    }

    /// Opens a blob for reading; empty when it is not there.
    ///
    /// @throws DiskException when the disk failed
    Optional<FileChannel> open(String id) {
        try {
            return Optional.of(FileChannel.open(path(id), StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DiskException("a file cannot be opened", e);
        }
    }

    private Path path(String id) {
        return root.resolve(id.substring(id.length() - 2)).resolve(id);
    }

    /// Removes what uploads left behind and blobs that nothing refers to. Looks into no folder but its own: where a volume
    /// begins, there is a `lost+found` of the system, which it may not even read.
    ///
    /// @param referenced those of some ids, at most [#ASKED_AT_ONCE], that a row exists for
    void sweep(Function<List<String>, Set<String>> referenced) throws IOException {
        Instant before = clock.instant().minus(ABANDONED_AFTER);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, this::isOwn)) {
            for (Path folder : folders) {
                sweep(folder, before, folder.equals(incoming) ? ids -> Set.of() : referenced);
            }
        }
    }

    private boolean isOwn(Path folder) {
        return folder.equals(incoming)
                || OF_BLOBS.matcher(folder.getFileName().toString()).matches() && Files.isDirectory(folder);
    }

    private static void sweep(Path folder, Instant before, Function<List<String>, Set<String>> referenced)
            throws IOException {
        List<String> old;
        try (Stream<Path> paths = Files.list(folder)) {
            old = paths.filter(path -> isOlder(path, before))
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
        for (int from = 0; from < old.size(); from += ASKED_AT_ONCE) {
            List<String> some = old.subList(from, Math.min(old.size(), from + ASKED_AT_ONCE));
            Set<String> kept = referenced.apply(some);
            some.stream().filter(id -> !kept.contains(id)).map(folder::resolve).forEach(BlobStore::deleteQuietly);
        }
    }

    private static boolean isOlder(Path path, Instant before) {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(before);
        } catch (IOException e) {
            // Gone meanwhile.
            return false;
        }
    }
}
