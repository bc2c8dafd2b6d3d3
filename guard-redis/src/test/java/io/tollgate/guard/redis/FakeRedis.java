package io.tollgate.guard.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Somebody who speaks the protocol and answers what a test wants. For any number of connections.
final class FakeRedis implements AutoCloseable {
    private static final String GREETING = "*2\r\n" + bulk("proto") + "\r\n:2";

    private final ServerSocket server;
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();
    private volatile Map<String, String> answers;

    /// @param host    one of this machine
    /// @param answers by the name of the command, as they go over the line without the last line's end; else it is a greeting
    ///                or `+OK`
    FakeRedis(String host, Map<String, String> answers) {
        this.answers = answers;
        try {
            server = new ServerSocket(0, 0, InetAddress.getByName(host));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket visitor = server.accept();
                visits.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(visitor));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void serve(Socket visitor) {
        present.incrementAndGet();
        try (visitor) {
            while (true) {
                String name = Resp.request(visitor.getInputStream()).name();
                asked.add(name);
                String answer = answers.getOrDefault(name, name.equals("HELLO") ? GREETING : "+OK") + "\r\n";
                visitor.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // He leaves, or is hung up on.
        } finally {
            present.decrementAndGet();
        }
    }

    void answers(Map<String, String> others) {
        answers = others;
    }

    int port() {
        return server.getLocalPort();
    }

    String hostAndPort() {
        return server.getInetAddress().getHostAddress() + ":" + port();
    }

    long asked(String command) {
        return asked.stream().filter(command::equals).count();
    }

    int visits() {
        return visits.get();
    }

    /// Connections at this moment.
    int present() {
        return present.get();
    }

    /// An answer of several lines' length.
    static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
