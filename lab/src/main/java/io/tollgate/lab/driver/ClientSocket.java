package io.tollgate.lab.driver;

import java.io.IOException;
import java.net.BindException;
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
            prepare(socket, local, timeout);
            connect(socket, server, timeout);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Nothing goes out yet: it is here that a file or an address is missing.
    private static void prepare(Socket socket, @Nullable InetSocketAddress local, Duration timeout)
            throws DriverException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            if (local != null) {
                socket.bind(local);
            }
        } catch (IOException e) {
            throw new DriverException(e);
        }
    }

    private static void connect(Socket socket, InetSocketAddress server, Duration timeout) throws IOException {
        try {
            socket.connect(server, (int) timeout.toMillis());
        } catch (BindException e) {
            // The system had no port for it.
            throw new DriverException(e);
        }
    }
}
