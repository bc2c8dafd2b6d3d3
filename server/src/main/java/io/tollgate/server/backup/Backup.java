package io.tollgate.server.backup;

import io.tollgate.server.database.EmbeddedCopy;
import io.tollgate.server.disk.DurableFiles;
import io.tollgate.server.disk.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A ZIP file with the embedded database, the files of people and the archive of events. `keys.secret` is not in it.
///
/// The database is copied first, and it comes last in the file: so each row has its bytes, and a restore that was broken off
/// has no database that a server could start on.
public final class Backup {
    private static final String DATABASE = EmbeddedCopy.NAME;
    private static final String FILES = "files";
    private static final List<String> FOLDERS = List.of(FILES, "archive");
    /// How the folders in [#FILES] are called that have finished uploads.
    private static final Pattern OF_FILES = Pattern.compile("[0-9a-f]{2}");
    /// What the system keeps where a volume begins, and may not let us read.
    private static final String LOST_AND_FOUND = "lost+found";

    private Backup() {}

    /// What was copied.
    ///
    /// @param files those of people and of the archive
    /// @param bytes of all, the database included, before they were packed
    public record Extent(long files, long bytes) {}

    /// Copies what is in a data folder, while a server may use it. The file appears when it is whole and on the disk.
    ///
    /// @throws BackupException when there is such a file already
    /// @throws io.tollgate.server.database.DatabaseException when the database cannot be copied
    /// @throws UncheckedIOException when something cannot be read or written
    public static Extent write(Path dataDir, Path file) {
        if (Files.exists(file)) {
            throw new BackupException(file + " is there already");
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            // Readable by nobody else: it has everybody's data, and keys.
            Path database = Files.createTempFile(folder, ".tollgate", ".db");
            Path unfinished = Files.createTempFile(folder, ".tollgate", ".zip");
            try {
                EmbeddedCopy.write(dataDir, database);
                Extent extent = pack(dataDir, database, unfinished);
                DurableFiles.move(unfinished, file);
                return extent;
            } finally {
                Files.deleteIfExists(database);
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be written", e);
        }
    }

    private static Extent pack(Path dataDir, Path database, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
            // What people upload is mostly packed already.
            zip.setLevel(Deflater.BEST_SPEED);
            Packing packing = new Packing(dataDir, zip);
            for (String folder : FOLDERS) {
                if (Files.exists(dataDir.resolve(folder))) {
                    Files.walkFileTree(dataDir.resolve(folder), packing);
                }
            }
            long bytes = packing.bytes + add(zip, DATABASE, database);
            zip.finish();
            channel.force(true);
            return new Extent(packing.files, bytes);
        }
    }

    private static long add(ZipOutputStream zip, String name, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            long bytes = in.transferTo(zip);
            zip.closeEntry();
            return bytes;
        }
    }

    /// Passes over what is deleted before it is reached, and what is none of ours.
    private static final class Packing extends SimpleFileVisitor<Path> {
        private final Path dataDir;
        private final ZipOutputStream zip;
        private long files;
        private long bytes;

        private Packing(Path dataDir, ZipOutputStream zip) {
            this.dataDir = dataDir;
            this.zip = zip;
        }

        /// Not uploads that are not finished, nor what others have put there.
        private boolean isOurs(Path path) {
            Path name = dataDir.relativize(path);
            boolean ofFiles = name.startsWith(FILES) && name.getNameCount() > 1;
            return ofFiles ? OF_FILES.matcher(name.getName(1).toString()).matches() : !name.endsWith(LOST_AND_FOUND);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isOurs(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!isOurs(file)) {
                return FileVisitResult.CONTINUE;
            }
            try {
                bytes += add(zip, dataDir.relativize(file).toString(), file);
                files++;
            } catch (NoSuchFileException e) {
                // As below.
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException || !isOurs(file)) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    /// Makes a data folder of a backup.
    ///
    /// @param dataDir a folder without a file, or none; never one with other data, whose journals a server would take for those of
    ///     this database
    /// @throws BackupException when there is something in the folder, or the file is no whole backup
    /// @throws UncheckedIOException when something cannot be read or written
    public static Extent restore(Path file, Path dataDir) {
        try {
            PrivateFiles.createFolders(dataDir);
            if (!isEmpty(dataDir)) {
                throw new BackupException(dataDir + " is not empty; name another folder with --data.dir");
            }
            return unpack(file, dataDir.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be restored", e);
        }
    }

    /// So is a new volume, and a folder in which one is mounted for the files.
    private static boolean isEmpty(Path folder) throws IOException {
        try (var content = Files.newDirectoryStream(folder, path -> !path.endsWith(LOST_AND_FOUND))) {
            for (Path path : content) {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !isEmpty(path)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Extent unpack(Path file, Path dataDir) throws IOException {
        long files = 0;
        long bytes = 0;
        Set<Path> folders = new HashSet<>();
        // Read from the beginning, for so each entry is held against its checksum.
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = dataDir.resolve(entry.getName()).normalize();
                Path name = dataDir.relativize(target);
                if (!target.startsWith(dataDir) || !name.toString().equals(entry.getName())) {
                    throw new BackupException(file + " is no backup: it has an entry " + entry.getName());
                }
                if (entry.getName().equals(DATABASE)) {
                    return new Extent(files, bytes + unpackDatabase(zip, target, folders));
                }
                PrivateFiles.createFolders(target.getParent());
                folders.add(target.getParent());
                bytes += unpack(zip, target);
                files++;
            }
        }
        throw new BackupException(file + " is no whole backup: it has no database");
    }

    /// The database gets its name, under which a server looks for it, when it is whole and all else is on the disk.
    private static long unpackDatabase(ZipInputStream zip, Path target, Set<Path> folders) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + ".new");
        try {
            long bytes = unpack(zip, unfinished);
            for (Path folder : folders) {
                DurableFiles.force(folder);
            }
            DurableFiles.move(unfinished, target);
            return bytes;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /// The file is on the disk when this returns.
    private static long unpack(ZipInputStream zip, Path target) throws IOException {
        try (FileChannel channel = PrivateFiles.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long bytes = zip.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
            return bytes;
        }
    }
}
