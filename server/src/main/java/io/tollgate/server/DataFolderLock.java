package io.tollgate.server;

import io.tollgate.server.disk.PrivateFiles;
import io.tollgate.server.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Sees to it that one server at a time uses an embedded database, since two would each believe their memory.
final class DataFolderLock implements AutoCloseable {
    private final FileChannel channel;

    private DataFolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws SettingsException when another server uses the folder
    static DataFolderLock acquire(Path dataDir) {
        try {
            PrivateFiles.createFolders(dataDir);
            FileChannel channel = PrivateFiles.open(
                    dataDir.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                channel.close();
                throw new SettingsException(List.of(
                        "data.dir: another server uses " + dataDir
                                + "; several nodes need database.url (PostgreSQL) and a shared data.dir"));
            }
            return new DataFolderLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the data folder " + dataDir, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
