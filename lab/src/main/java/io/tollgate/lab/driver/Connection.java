package io.tollgate.lab.driver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One keep-alive connection of HTTP/1.1, with TLS or without: a request, then its answer. Used by one thread at a time.
final class Connection implements AutoCloseable {
    private static final int BUFFER = 4 * 1024;
    private static final int MAX_HEAD = 32 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean reusable = true;
    private long usedNanos = System.nanoTime();

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = socket.getOutputStream();
    }

    /// @param local   where it comes from; null for wherever the system says
    /// @param tls     what is spoken on it; null for HTTP in the clear
    /// @param timeout of the connecting and of each read
    static Connection open(InetSocketAddress server, @Nullable InetSocketAddress local, @Nullable SSLContext tls,
            Duration timeout) throws IOException {
        Socket socket = ClientSocket.open(server, local, timeout);
        try {
            return new Connection(tls == null ? socket : secured(socket, tls, server));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket line, SSLContext tls, InetSocketAddress server) throws IOException {
        SSLSocket socket = (SSLSocket)
                tls.getSocketFactory().createSocket(line, server.getHostString(), server.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Whether another request may follow, after so long a pause.
    boolean isReusable(long nowNanos, Duration idle) {
        return reusable && nowNanos - usedNanos < idle.toNanos();
    }

    Response exchange(byte[] request, boolean hasNoBody, boolean keepBody) throws IOException {
        out.write(request);
        in.mark(1);
        if (in.read() < 0) {
            throw new EOFException("closed without an answer");
        }
        long first = System.nanoTime();
        in.reset();
        String head = head();
        int status = status(head);
        String lower = head.toLowerCase(Locale.ROOT);
        reusable = !lower.contains("\nconnection: close");
        ByteArrayOutputStream kept = new ByteArrayOutputStream(keepBody ? 512 : 0);
        long bytes = hasNoBody || status == 204 || status == 304 ? 0 : readBody(lower, keepBody ? kept : null);
        usedNanos = System.nanoTime();
        return new Response(status, head, kept.toByteArray(), bytes, first);
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder(512);
        int lineLength = 0;
        while (head.length() < MAX_HEAD) {
            int c = read();
            if (c == '\n' && lineLength == 0) {
                return head.toString();
            }
            if (c != '\r') {
                head.append((char) c);
                lineLength = c == '\n' ? 0 : lineLength + 1;
            }
        }
        throw new IOException("the head of the answer is too long");
    }

    private static int status(String head) throws IOException {
        if (!head.startsWith("HTTP/1.") || head.length() < 12) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        try {
            return Integer.parseInt(head.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("the answer has no status", e);
        }
    }

    private long readBody(String lowerHead, @Nullable OutputStream kept) throws IOException {
        if (lowerHead.contains("\ntransfer-encoding: chunked")) {
            return readChunks(kept);
        }
        int at = lowerHead.indexOf("\ncontent-length:");
        if (at < 0) {
            reusable = false;
            return copy(Long.MAX_VALUE, kept);
        }
        int end = lowerHead.indexOf('\n', at + 1);
        long length = parse(lowerHead.substring(at + 16, end < 0 ? lowerHead.length() : end), 10);
        if (copy(length, kept) != length) {
            throw new EOFException("closed within an answer");
        }
        return length;
    }

    private long readChunks(@Nullable OutputStream kept) throws IOException {
        long total = 0;
        while (true) {
            long length = parse(line().replaceFirst(";.*", ""), 16);
            if (length == 0) {
                while (!line().isEmpty()) {}
                return total;
            }
            if (copy(length, kept) != length) {
                throw new EOFException("closed within an answer");
            }
            total += length;
            line();
        }
    }

    private static long parse(String text, int radix) throws IOException {
        try {
            return Long.parseLong(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("the answer has no usable length", e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = read(); c != '\n'; c = read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("closed within an answer");
        }
        return c;
    }

    private long copy(long length, @Nullable OutputStream kept) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
        long done = 0;
        while (done < length) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, length - done));
            if (count < 0) {
                break;
            }
            if (kept != null) {
                kept.write(buffer, 0, count);
            }
            done += count;
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
