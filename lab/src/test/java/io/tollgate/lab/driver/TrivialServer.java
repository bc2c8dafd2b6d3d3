package io.tollgate.lab.driver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A server whose faults are known: `GET /N/wait/MILLIS` answers status N after that time, `GET /cut` ends the
/// connection without an answer. [#stall] keeps all answers back for a while.
public final class TrivialServer implements AutoCloseable {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final AtomicLong requests = new AtomicLong();
    private final Set<InetAddress> peers = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long stalledUntil;

    private TrivialServer(int port) throws IOException {
        listener = new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    public static TrivialServer start() {
        try {
            return new TrivialServer(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs until its standard input ends; prints its port first.
    public static void main(String[] arguments) throws IOException {
        try (TrivialServer server = start()) {
            System.out.println(server.uri().getPort());
            while (System.in.read() >= 0) {}
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Requests that arrived.
    public long requests() {
        return requests.get();
    }

    /// Distinct addresses they came from.
    public int peers() {
        return peers.size();
    }

    /// Answers nothing for so long.
    public void stall(long millis) {
        stalledUntil = System.nanoTime() + millis * 1_000_000;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                peers.add(socket.getInetAddress());
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String line = head(in); !line.isEmpty(); line = head(in)) {
                requests.incrementAndGet();
                String[] path = line.split(" ")[1].split("/");
                if (path[1].equals("cut")) {
                    return;
                }
                answer(out, Integer.parseInt(path[1]), path.length > 3 ? Long.parseLong(path[3]) : 0);
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(OutputStream out, int status, long millis) throws IOException {
        long until = Math.max(System.nanoTime() + millis * 1_000_000, stalledUntil);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: " + BODY.length + "\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /// The first line of a head without a body after it; empty at the end.
    private static String head(InputStream in) throws IOException {
        String first = line(in);
        while (!first.isEmpty() && !line(in).isEmpty()) {}
        return first;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
