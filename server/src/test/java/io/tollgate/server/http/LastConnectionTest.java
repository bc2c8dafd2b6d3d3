package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.tollgate.guard.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LastConnectionTest {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final Drain drain = new Drain();
    private final LastConnection last = new LastConnection(drain);

    @AfterEach
    void close() {
        last.close();
    }

    private Thread handle() {
        return Thread.ofVirtual().start(() -> {
            try {
                last.handle(FixedLimit.create());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void holdsUpTheStopForTheMomentOfTheDrain() throws InterruptedException {
        drain.run(MOMENT);
        Thread handling = handle();
        long began = System.nanoTime();

        last.close(false);

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(MOMENT.toNanos());
        handling.join();
    }

    @Test
    void isOpenOnceTheServerHasAccepted() throws IOException, InterruptedException {
        InetAddress everywhere = InetAddress.ofLiteral("0.0.0.0");
        try (ServerSocket server = new ServerSocket(0, 50, everywhere)) {
            AtomicBoolean isKnown = new AtomicBoolean();
            Thread accepting = Thread.ofVirtual().start(() -> {
                try (Socket accepted = server.accept()) {
                    isKnown.set(last.isFrom(accepted.getRemoteSocketAddress()));
                    last.handle(FixedLimit.create());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });

            last.open(everywhere, server.getLocalPort());

            assertThat(isKnown).isTrue();
            last.close(true);
            accepting.join();
        }
    }

    @Test
    void othersAreNotIt() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket other = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            assertThat(last.isFrom(other.getLocalSocketAddress())).isFalse();
        }
    }

    @Test
    void serverThatCannotBeReachedStopsAllTheSame() {
        int port = Ports.free();

        assertThatNoException().isThrownBy(() -> last.open(InetAddress.getLoopbackAddress(), port));
    }
}
