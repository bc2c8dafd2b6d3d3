package io.tollgate.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// One connection on which anything may be sent, well-formed or not.
public final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int DRIP_MILLIS = 100;

    /// What came back: the first answer on the connection.
    ///
    /// @param head status line and headers
    public record Reply(String head, String body) {

        public int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    private final Socket socket;

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    public static RawHttp connect(int port) {
        return connect("127.0.0.1", port);
    }

    /// A connection from one of the addresses of this machine, which are all of 127.0.0.0/8.
    public static RawHttp connect(String from, int port) {
        try {
            Socket socket = new Socket("127.0.0.1", port, InetAddress.ofLiteral(from), 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same connection with TLS on it, the handshake being done.
    public RawHttp secured(TestCertificate certificate) {
        try {
            SSLSocket secured = (SSLSocket) certificate
                    .trusted()
                    .getSocketFactory()
                    .createSocket(socket, "127.0.0.1", socket.getPort(), true);
            secured.startHandshake();
            return new RawHttp(secured);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a byte each tenth of a second.
    ///
    /// @return how many were sent before the server hung up; all of them when it did not
    public int drip(String text) {
        return drip(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// As [#drip].
    public int drip(byte[] bytes) {
        try {
            socket.setSoTimeout(DRIP_MILLIS);
            for (int i = 0; i < bytes.length; i++) {
                sendWhatIsTaken(new byte[] {bytes[i]});
                if (isClosedByServer()) {
                    return i;
                }
            }
            return bytes.length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawHttp send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a simple request is answered 200 on this connection.
    public boolean isAnswered() {
        return sendWhatIsTaken("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1))
                .reply()
                .filter(reply -> reply.status() == 200)
                .isPresent();
    }

    /// As [#send], for more than the server may want to read: gives up silently when it closes.
    public RawHttp sendWhatIsTaken(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server has said its word already.
        }
        return this;
    }

    /// Says that nothing more will be sent, and goes on listening.
    public RawHttp endOfRequest() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The answer; empty when the server closed without one.
    public Optional<Reply> reply() {
        return reply(true);
    }

    /// The answer to a HEAD request, which has no body whatever its headers say.
    public Optional<Reply> replyToHead() {
        return reply(false);
    }

    private Optional<Reply> reply(boolean withBody) {
        try {
            Optional<String> head = head();
            return head.isPresent()
                    ? Optional.of(new Reply(head.get(), withBody ? body(head.get()) : ""))
                    : Optional.empty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within " + TIMEOUT_MILLIS + " ms", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> head() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!endsHead(head)) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.write(next);
        }
        return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
    }

    private static boolean endsHead(ByteArrayOutputStream head) {
        byte[] bytes = head.toByteArray();
        int n = bytes.length;
        return n >= 4 && bytes[n - 4] == '\r' && bytes[n - 3] == '\n' && bytes[n - 2] == '\r' && bytes[n - 1] == '\n';
    }

    private String body(String head) throws IOException {
        Optional<String> length = new Reply(head, "").header("Content-Length");
        byte[] body = length.isPresent()
                ? socket.getInputStream().readNBytes(Integer.parseInt(length.get()))
                : new byte[0];
        return new String(body, StandardCharsets.UTF_8);
    }

    /// Whether the server neither says anything nor closes for a time.
    public boolean isLeftAloneFor(Duration time) {
        try {
            socket.setSoTimeout(Math.toIntExact(time.toMillis()));
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether the server has closed the connection, or does so soon.
    public boolean isClosedByServer() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
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
