package io.tollgate.server.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// The name by which the database knows a folder: random, and in a file of its own there. So a copy of the database finds
/// its folder, and another database does not.
final class FolderIdentity {
    private static final int MAX_BYTES = 64;

    private FolderIdentity() {}

    /// What stands in the file `id` of a folder, written there at the first time. Of all who ask at once, in this process
    /// and in others, each gets the same.
    static synchronized String of(Path folder) throws IOException {
        // The lock of the file keeps other processes out, the monitor other threads of this one.
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("id"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            String known = read(channel);
            if (!known.isEmpty()) {
                return known;
            }
            String fresh = UUID.randomUUID().toString();
            channel.truncate(0).write(StandardCharsets.UTF_8.encode(fresh), 0);
            channel.force(true);
            return fresh;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // A read may give less than there is.
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    }
}
