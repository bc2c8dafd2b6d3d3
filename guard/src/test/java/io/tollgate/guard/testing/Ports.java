package io.tollgate.guard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/// TCP ports that nobody takes in the meantime: the system hands out others to whoever asks for any, and each test run beside
/// this one asks all the time.
public final class Ports {

    private Ports() {}

    /// A port at which nobody listens, to start a server there, now or again. Neither is that 10,000 above it in use, where the
    /// nodes of a Redis Cluster listen to each other.
    public static int free() {
        while (true) {
            // Below those that Linux hands out; with the second one still below 50,000.
            int candidate = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket _ = new ServerSocket(candidate);
                    ServerSocket _ = new ServerSocket(candidate + 10_000)) {
                return candidate;
            } catch (IOException _) {
                // Taken: try another.
            }
        }
    }

    /// A port at which every connection is refused until it is closed.
    public static final class Closed implements AutoCloseable {
        /// Bound, so that it is nobody else's, and not listening.
        private final Socket socket = new Socket();

        public Closed() {
            try {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
