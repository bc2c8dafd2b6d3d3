package io.tollgate.lab.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Follows the server's live stream, once a second, in a thread of its own. A stream that breaks is opened again; the
/// seconds in between are missing.
final class ServerWatch implements AutoCloseable {
    private static final String DATA = "data:";

    private final Admin admin;
    private final List<ServerSecond> seconds = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    ServerWatch(Admin admin) {
        this.admin = admin;
        this.thread = Thread.ofPlatform().daemon().name("server-watch").start(this::follow);
    }

    private void follow() {
        while (!closed) {
            try (Stream<String> lines = admin.live()) {
                lines.takeWhile(_ -> !closed).forEach(this::take);
            } catch (IOException | UncheckedIOException e) {
                // Said by the missing seconds; whether the server is gone the driver finds out.
            } catch (InterruptedException e) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(String line) {
        if (line.startsWith(DATA) && !line.contains("\"samples\"")) {
            try {
                ServerSecond second = ServerSecond.of(Jsons.read(line.substring(DATA.length())), System.nanoTime());
                synchronized (seconds) {
                    seconds.add(second);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The seconds so far, oldest first.
    List<ServerSecond> seconds() {
        synchronized (seconds) {
            return List.copyOf(seconds);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
