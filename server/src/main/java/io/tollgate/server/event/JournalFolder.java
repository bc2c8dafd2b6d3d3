package io.tollgate.server.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder that one journal at a time owns: `journal/0` in the data folder, or the next number when another process has
/// that one. The lock is the operating system's, so it ends with the process however that ends.
final class JournalFolder implements AutoCloseable {
    private static final int MAX_FOLDERS = 64;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    /// What this process owns. Of the process, as the locks of POSIX are: whoever in it opens the file of a lock and closes
    /// it again ends the lock, through whatever channel it was taken.
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path realPath;
    private final String id;
    private final FileChannel lock;

    private JournalFolder(Path path, Path realPath, String id, FileChannel lock) {
        this.path = path;
        this.realPath = realPath;
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
            Path realPath = Files.createDirectories(path).toRealPath();
            // Before the file of its lock is opened.
            if (!OWNED.add(realPath)) {
                return Optional.empty();
            }
            Optional<JournalFolder> claimed = Optional.empty();
            try {
                claimed = lock(path, realPath);
            } finally {
                if (claimed.isEmpty()) {
                    OWNED.remove(realPath);
                }
            }
            return claimed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the journal in " + path, e);
        }
    }

    private static Optional<JournalFolder> lock(Path path, Path realPath) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<JournalFolder> claimed = Optional.empty();
        try {
            if (channel.tryLock() != null) {
                claimed = Optional.of(new JournalFolder(path, realPath, FolderIdentity.of(path), channel));
            }
        } finally {
            if (claimed.isEmpty()) {
                channel.close();
            }
        }
        return claimed;
    }

    Path path() {
        return path;
    }

    String id() {
        return id;
    }

    /// Leaves the folder to whoever comes next. Once it was closed this does nothing, for somebody else may have it then.
    @Override
    public synchronized void close() {
        if (!lock.isOpen()) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OWNED.remove(realPath);
        }
    }
}
