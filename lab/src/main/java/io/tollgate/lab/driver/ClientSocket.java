package io.tollgate.lab.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Connects to a server.
public final class ClientSocket {

    private ClientSocket() {}

    /// @param local   where it comes from; null for wherever the system says
    /// @param timeout of the connecting and of each read
    public static Socket open(InetSocketAddress server, @Nullable InetSocketAddress local, Duration timeout)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(server, (int) timeout.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
