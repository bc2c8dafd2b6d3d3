package io.tollgate.server.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are there whole or not at all, even after a power cut.
public final class DurableFiles {

    private DurableFiles() {}

    /// Returns when what was written is on the disk: the bytes of a file, or the names in a folder.
    public static void force(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Gives a file its name in one step, in place of what has that name, and returns when it will still have it after a power
    /// cut. Its bytes must be on the disk before.
    ///
    /// @param file on the same disk
    public static void move(Path file, Path to) throws IOException {
        Files.move(file, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // A new name is durable when its folder is.
        force(to.toAbsolutePath().getParent());
    }
}
