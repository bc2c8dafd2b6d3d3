package io.tollgate.guard.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;

/// Stands between a client and a server: counts commands by name, and makes faults of the network when told to.
public final class RedisProxy implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicInteger answersToSwallow = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean stalled;
    private volatile boolean dropping;

    public RedisProxy(int serverPort) {
        this(serverPort, ServerSocketFactory.getDefault());
    }

    /// @param sockets makes what clients connect to, perhaps over TLS
    RedisProxy(int serverPort, ServerSocketFactory sockets) {
        this.serverPort = serverPort;
        try {
            listener = sockets.createServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public String uri() {
        return "redis://127.0.0.1:" + port();
    }

    int port() {
        return listener.getLocalPort();
    }

    /// How many commands of that name, such as `EVALSHA`, went to the server.
    public long count(String command) {
        var count = counts.get(command);
        return count == null ? 0 : count.sum();
    }

    /// All of them, by name.
    public Map<String, Long> counts() {
        return counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    public void resetCounts() {
        counts.clear();
    }

    /// Cuts all connections; new ones are accepted.
    public void cut() {
        sockets.forEach(RedisProxy::closeQuietly);
    }

    /// Holds back whatever the server answers from now on by so much.
    public void delayAnswers(Duration by) {
        delay = by;
    }

    /// Takes commands and delivers no answers, on connections old and new, while this is so.
    public void stall(boolean now) {
        stalled = now;
    }

    /// Delivers nothing in either direction while this is so, without closing anything; whoever connects hears nothing. What was
    /// held up arrives when it ends, as if sent again.
    public void drop(boolean now) {
        dropping = now;
    }

    private void awaitPassage(Socket socket) {
        while (dropping && !socket.isClosed()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Loses what the server answers next: all answers after it are one place out of order.
    public void swallowAnswer() {
        answersToSwallow.incrementAndGet();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void connect(Socket client) {
        try {
            awaitPassage(client);
            var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            Thread.ofVirtual().start(() -> pump(client, server, () -> forwardCommands(client, server)));
            Thread.ofVirtual().start(() -> pump(client, server, () -> forwardAnswers(server, client)));
        } catch (IOException _) {
            closeQuietly(client);
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private void pump(Socket client, Socket server, Transfer transfer) {
        try {
            transfer.run();
        } catch (IOException _) {
            // One side ended: both do.
        } finally {
            closeQuietly(client);
            closeQuietly(server);
            sockets.remove(client);
            sockets.remove(server);
        }
    }

    private void forwardCommands(Socket from, Socket to) throws IOException {
        var in = new BufferedInputStream(from.getInputStream(), CHUNK);
        var out = new BufferedOutputStream(to.getOutputStream(), CHUNK);
        while (true) {
            Resp.Request request = Resp.request(in);
            awaitPassage(from);
            counts.computeIfAbsent(request.name(), _ -> new LongAdder()).increment();
            out.write(request.bytes());
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private void forwardAnswers(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            if (!delay.isZero()) {
                LockSupport.parkNanos(delay.toNanos());
            }
            while (stalled && !to.isClosed()) {
                LockSupport.parkNanos(1_000_000);
            }
            awaitPassage(to);
            if (answersToSwallow.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                to.getOutputStream().write(chunk, 0, length);
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
