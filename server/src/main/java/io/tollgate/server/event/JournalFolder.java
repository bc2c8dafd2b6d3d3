package io.tollgate.server.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder that one journal at a time owns: `journal/0` in the data folder, or the next number when another process has
/// that one. The lock is the operating system's, so it ends with the process however that ends.
final class JournalFolder implements AutoCloseable {
    private static final int MAX_FOLDERS = 64;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    private final Path path;
    private final String id;
    private final FileChannel lock;

    private JournalFolder(Path path, String id, FileChannel lock) {
        this.path = path;
        this.id = id;
        this.lock = lock;
    }

    /// The first folder that nobody else has.
    ///
    /// @throws UncheckedIOException when the data folder cannot be written
    /// @throws IllegalStateException when all are taken
    static JournalFolder claim(Path dataDir) {
        for (int i = 0; i < MAX_FOLDERS; i++) {
            Optional<JournalFolder> claimed = tryClaim(journals(dataDir).resolve(String.valueOf(i)));
            if (claimed.isPresent()) {
                return claimed.get();
            }
        }
        throw new IllegalStateException("all " + MAX_FOLDERS + " journals in " + dataDir + " are in use");
    }

    /// What other processes left behind: folders with something in them that nobody has now.
    static List<JournalFolder> claimAbandoned(Path dataDir) {
        List<JournalFolder> claimed = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(
                journals(dataDir), path -> NUMBER.matcher(path.getFileName().toString()).matches())) {
            for (Path path : folders) {
                if (holdsSegments(path)) {
                    tryClaim(path).ifPresent(claimed::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journals in " + dataDir, e);
        }
        return claimed;
    }

    private static boolean holdsSegments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(JournalSegment::isSegment);
        }
    }

    private static Path journals(Path dataDir) {
        return dataDir.resolve("journal");
    }

    private static Optional<JournalFolder> tryClaim(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new JournalFolder(path, identity(path.resolve("id")), channel));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the journal in " + path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /// What the database knows the journal by. In a file of its own, so that a copy of the database finds its journal
    /// and another database does not.
    private static String identity(Path file) throws IOException {
        String known = Files.exists(file) ? Files.readString(file).strip() : "";
        if (!known.isEmpty()) {
            return known;
        }
        String fresh = UUID.randomUUID().toString();
        Files.writeString(file, fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        return fresh;
    }

    Path path() {
        return path;
    }

    String id() {
        return id;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
