package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LiveStreams live = new LiveStreams("here");
    private final LiveSample sample =
            new Measured("here", new ManualClock(), new History()).collector.tick();

    @AfterEach
    void close() {
        live.close();
    }

    /// A socket whose other end does not read: a write blocks until the thread is interrupted.
    private static final class NeverRead extends OutputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void write(int b) throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    private Thread serve(OutputStream out) {
        return Thread.ofVirtual().start(() -> {
            try {
                live.serve(() -> out, () -> {});
            } catch (IOException | UncheckedIOException | ProblemException e) {
                // The client is gone, or there was no place.
            }
        });
    }

    @Test
    void whoeverNeverReadsIsDroppedAndHoldsUpNobody() {
        ByteArrayOutputStream reader = new ByteArrayOutputStream();
        Thread stuck = serve(new NeverRead());
        serve(reader);
        Eventually.within(SOON, "both are there", () -> live.count() == 2);

        for (int i = 1; i <= 2 * LiveClient.QUEUE; i++) {
            live.publish(sample);
            String last = "id: " + i + "\nevent: sample";
            Eventually.within(SOON, last, () -> reader.toString(StandardCharsets.UTF_8).contains(last));
        }

        Eventually.within(SOON, "its thread is free again", () -> !stuck.isAlive());
        assertThat(live.count()).isEqualTo(1);
    }

    @Test
    void threadThatIsStuckInASocketIsFreed() throws IOException {
        try (ServerSocket listening = new ServerSocket(0);
                Socket neverReads = new Socket()) {
            neverReads.setReceiveBufferSize(1_024);
            neverReads.connect(listening.getLocalSocketAddress());
            Socket accepted = listening.accept();
            accepted.setSendBufferSize(1_024);
            Thread writer = serve(accepted.getOutputStream());
            Eventually.within(SOON, "it is there", () -> live.count() == 1);

            // Slowly enough for a client that reads, until all buffers between the two are full.
            Eventually.within(Duration.ofSeconds(60), "it is dropped", () -> {
                live.publish(sample);
                return live.count() == 0;
            });

            Eventually.within(SOON, "its thread is free again", () -> !writer.isAlive());
        }
    }

    @Test
    void moreThanThereArePlacesAreRefused() {
        for (int i = 0; i < LiveStreams.MAX_CLIENTS; i++) {
            serve(OutputStream.nullOutputStream());
        }
        Eventually.within(SOON, "all places are taken", () -> live.count() == LiveStreams.MAX_CLIENTS);

        assertThatThrownBy(() -> live.serve(OutputStream::nullOutputStream, () -> {}))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        live.close();
        Eventually.within(SOON, "all are gone", () -> live.count() == 0);
    }

    @Test
    void placesComeBack() {
        for (int i = 0; i < LiveStreams.MAX_CLIENTS + 10; i++) {
            Thread client = serve(new NeverRead());
            Eventually.within(SOON, "it is there", () -> live.count() == 1);
            client.interrupt();
            Eventually.within(SOON, "it is gone", () -> live.count() == 0);
        }
    }
}
