package io.tollgate.server.metrics;

import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.Json;
import io.tollgate.server.http.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The live streams of this node. Each second is encoded once and put into the queue of every client; each client's own
/// thread writes. A client whose queue is full is dropped, so whoever does not read holds up nobody and costs eight
/// references. Bounded; more clients are refused. Thread-safe.
final class LiveStreams implements AutoCloseable {
    static final int MAX_CLIENTS = 500;
    static final int KEPT = 60;
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final String node;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger(MAX_CLIENTS);
    private final Deque<LiveSample> samples = new ArrayDeque<>();
    private List<PerformanceRules.Active> alerts = List.of();
    private long lastId;
    private volatile boolean closed;

    record Snapshot(
            String node, int intervalSeconds, List<LiveSample> samples, List<PerformanceRules.Active> alerts) {}

    LiveStreams(String node) {
        this.node = node;
    }

    /// Sends a second to everybody.
    synchronized void publish(LiveSample sample) {
        samples.addLast(sample);
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
        alerts = sample.alerts();
        lastId++;
        if (!clients.isEmpty()) {
            byte[] event = event(lastId, "sample", Json.write(sample));
            clients.forEach(client -> client.offer(event));
        }
    }

    /// Writes to a client until it goes, is dropped, may no longer, or this node stops. On the client's thread.
    ///
    /// @param out        opened only if there is a place
    /// @param permission throws when the client may no longer
    /// @throws ProblemException `unavailable` when there are too many
    void serve(StreamSource out, Runnable permission) throws IOException {
        if (closed || places.decrementAndGet() < 0) {
            places.incrementAndGet();
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, RETRY);
        }
        LiveClient client = new LiveClient();
        try (OutputStream stream = out.open()) {
            begin(client);
            client.run(stream, permission);
        } finally {
            clients.remove(client);
            places.incrementAndGet();
        }
    }

    /// Opens the answer to a client.
    interface StreamSource {
        OutputStream open();
    }

    /// The snapshot and everything after it, nothing in between left out or told twice.
    private synchronized void begin(LiveClient client) {
        byte[] snapshot = Json.write(new Snapshot(node, 1, List.copyOf(samples), alerts));
        client.offer(("retry: " + RETRY.toMillis() + "\n").getBytes(StandardCharsets.UTF_8));
        client.offer(event(lastId, "snapshot", snapshot));
        clients.add(client);
        if (closed) {
            client.drop();
        }
    }

    private static byte[] event(long id, String name, byte[] json) {
        byte[] head = ("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    int count() {
        return clients.size();
    }

    /// Ends all streams; their clients come back to another node.
    @Override
    public void close() {
        closed = true;
        clients.forEach(LiveClient::drop);
    }
}
