package io.tollgate.server.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a node is called where metrics of several are shown: host name and port. The same after a restart, so that it goes
/// on with its own minutes, and different for two nodes on one host, which an id in a data folder that nodes share would
/// not be. In containers with random host names a restarted node is a new one, and the old one is shown for an hour more.
final class NodeName {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private NodeName() {}

    static String of(int port) {
        return hostName() + ":" + port;
    }

    /// Without asking a name server, which may take its time.
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME"))
                    .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                    .orElse("localhost");
        }
    }
}
