package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CountedConnectionTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Drain drain = new Drain();
    private final ConnectionWatch watch = new ConnectionWatch(System::nanoTime, LONG);
    private final ConnectionBounds bounds =
            new ConnectionBounds(10, 10, _ -> false, (_, _, _) -> {}, System::nanoTime);

    /// Waits for a request that never comes.
    private final class Silent implements ServerConnection {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void handle(Limit limit) throws InterruptedException {
            watch.reading();
            closed.await();
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            closed.countDown();
        }
    }

    /// It comes too late for the server to tell it, as it tells the others, that it stops.
    @Test
    void thatComesWhenTheServerHasStoppedListeningEndsByItself() throws InterruptedException {
        CountedConnection connection = new CountedConnection(
                new Silent(),
                ClientAddress.parse("192.0.2.1").orElseThrow(),
                watch,
                bounds,
                drain,
                () -> {},
                LONG);
        drain.run(Duration.ofMillis(50));
        drain.end();

        try {
            connection.handle(FixedLimit.create());
        } catch (CloseConnectionException e) {
            assertThat(e).hasMessage("the server stops");
        }

        assertThat(bounds.open()).isZero();
    }
}
