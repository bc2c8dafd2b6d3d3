package io.tollgate.lab.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/// Gives every client an address of its own within 127.0.0.0/8, all of which Linux lets anybody bind without set-up.
///
/// Where that cannot be bound, or the server is not on loopback, the address is told in `X-Forwarded-For` instead, which
/// the server must be set to believe (`trusted-proxies`).
public final class Sources {
    private static final byte LOOPBACK = 127;

    private final URI server;
    private final Trust trust;
    private final boolean bound;

    private Sources(URI server, Trust trust, boolean bound) {
        this.server = server;
        this.trust = trust;
        this.bound = bound;
    }

    /// @param trust whom an `https` server must be vouched for by
    /// @throws UncheckedIOException when the name of the server cannot be resolved
    public static Sources of(URI server, Trust trust) {
        try {
            return new Sources(server, trust, InetAddress.getByName(server.getHost()).isLoopbackAddress() && canBind());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("there is no host " + server.getHost(), e);
        }
    }

    /// Whether this system lets clients have addresses of their own.
    public static boolean canBind() {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address(9, 9, 9), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether clients have addresses of their own, rather than saying so in a header.
    public boolean areBound() {
        return bound;
    }

    /// The client at 127.`block`.x.y.
    ///
    /// @param index below 65,000
    public Client client(int block, int index) {
        InetAddress address = address(block, index / 250, index % 250 + 1);
        return bound
                ? new Client(server, trust, Optional.of(address), "")
                : new Client(server, trust, Optional.empty(), "X-Forwarded-For: " + address.getHostAddress() + "\r\n");
    }

    private static InetAddress address(int second, int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[] {LOOPBACK, (byte) second, (byte) third, (byte) fourth});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
