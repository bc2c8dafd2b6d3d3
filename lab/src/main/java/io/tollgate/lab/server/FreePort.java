package io.tollgate.lab.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Finds a port that nobody listens at and that is not given to somebody else before the server that is meant to has started:
/// it lies below those from which Linux gives one to each connection of a driver.
final class FreePort {
    private static final int LOWEST = 12_000;
    private static final int BEYOND = 32_000;
    private static final int TRIES = 100;

    private FreePort() {}

    /// @throws IOException when none can be had
    static int find() throws IOException {
        for (int tries = 1; ; tries++) {
            try (ServerSocket socket = new ServerSocket(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
