package io.tollgate.server.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// An HTTP server that keeps what is posted to it and answers as told.
final class FarEnd implements AutoCloseable {

    /// @param headers names in lower case
    record Post(String path, Map<String, String> headers, String body) {}

    /// @param endless whether the body of the answer never ends
    record Reply(int status, Map<String, String> headers, boolean endless) {
        static Reply of(int status) {
            return new Reply(status, Map.of(), false);
        }

        Reply with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, endless);
        }

        Reply thatNeverEnds() {
            return new Reply(status, headers, true);
        }
    }

    final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private FarEnd(HttpServer server) {
        this.server = server;
    }

    static FarEnd start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FarEnd end = new FarEnd(server);
            server.createContext("/", end::answer);
            server.setExecutor(end.threads);
            server.start();
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next answers, one each; then 200.
    void replies(Reply... next) {
        synchronized (replies) {
            replies.addAll(List.of(next));
        }
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
        byte[] body = exchange.getRequestBody().readAllBytes();
        posts.add(new Post(exchange.getRequestURI().getPath(), headers, text(headers, body)));
        Reply reply;
        synchronized (replies) {
            reply = replies.isEmpty() ? Reply.of(200) : replies.poll();
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.endless() ? 0 : -1);
        while (reply.endless()) {
            // Ends when the other side has hung up.
            exchange.getResponseBody().write(new byte[8_192]);
        }
        exchange.close();
    }

    private static String text(Map<String, String> headers, byte[] body) throws IOException {
        if (!"gzip".equals(headers.get("content-encoding"))) {
            return new String(body, StandardCharsets.UTF_8);
        }
        return new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
