package io.tollgate.lab.server;

import io.tollgate.lab.driver.ClientSocket;
import io.tollgate.lab.driver.Request;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One connection that sends the same request again and again and reads the answers: as little work as a driver can do,
/// so that a server on the same machine gets the rest. Belongs to one thread.
public final class KeepAliveClient implements Caller {
    private static final String LENGTH = "content-length:";
    /// A server that takes longer does not answer.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] request;

    /// @param request what to send; never changed
    public KeepAliveClient(URI server, Request request) throws IOException {
        this(server, request, TIMEOUT);
    }

    /// @param timeout of the connecting and of each read
    KeepAliveClient(URI server, Request request, Duration timeout) throws IOException {
        this(connect(server, null, timeout), server, request);
    }

    /// @param source the address of this machine to come from
    public KeepAliveClient(URI server, Request request, InetAddress source) throws IOException {
        this(connect(server, new InetSocketAddress(source, 0), TIMEOUT), server, request);
    }

    private KeepAliveClient(Socket socket, URI server, Request request) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.request = request.bytes("Host: " + server.getAuthority() + "\r\nUser-Agent: tollgate-lab\r\n");
    }

    private static Socket connect(URI server, @Nullable InetSocketAddress local, Duration timeout) throws IOException {
        return ClientSocket.open(new InetSocketAddress(server.getHost(), server.getPort()), local, timeout);
    }

    @Override
    public int exchange() throws IOException {
        out.write(request);
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
