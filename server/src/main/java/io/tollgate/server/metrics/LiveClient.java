package io.tollgate.server.metrics;

import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.http.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One client of the live stream: what waits for it, and the thread that writes.
final class LiveClient {
    static final int QUEUE = 8;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration CHECK = Duration.ofSeconds(3);
    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer = Thread.currentThread();
    private boolean writing = true;
    private volatile boolean dropped;

    /// Waits for nothing: with a full queue the client is dropped.
    void offer(byte[] event) {
        if (!waiting.offer(event)) {
            drop();
        }
    }

    /// Ends the stream. An interrupt closes the socket under a virtual thread that is stuck in writing to it; a thread
    /// that has ended the stream meanwhile may be serving another request and is left alone.
    synchronized void drop() {
        dropped = true;
        if (writing) {
            writer.interrupt();
        }
    }

    /// Writes what comes, on the thread that made this.
    void run(OutputStream out, Runnable permission) throws IOException {
        try {
            write(out, permission);
        } catch (InterruptedException e) {
            // Dropped.
        } finally {
            end();
        }
    }

    /// Fails closed: a client whose session cannot be looked at comes back when it can.
    private static boolean isPermitted(Runnable permission) {
        try {
            permission.run();
            return true;
        } catch (ProblemException | DatabaseException e) {
            return false;
        }
    }

    private void write(OutputStream out, Runnable permission) throws IOException, InterruptedException {
        long checked = System.nanoTime();
        long written = checked;
        while (!dropped) {
            byte[] event = waiting.poll(CHECK.toMillis(), TimeUnit.MILLISECONDS);
            long now = System.nanoTime();
            if (now - checked >= CHECK.toNanos()) {
                if (!isPermitted(permission)) {
                    return;
                }
                checked = now;
            }
            if (event == null && now - written >= HEARTBEAT.toNanos()) {
                event = COMMENT;
            }
            if (event != null) {
                out.write(event);
                out.flush();
                written = now;
            }
        }
    }

    private synchronized void end() {
        writing = false;
        // One that came too late to matter.
        boolean _ = Thread.interrupted();
    }
}
