package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
    private final AtomicLong now = new AtomicLong();
    private final ConnectionWatch watch = new ConnectionWatch(now::get, Duration.ofSeconds(20));

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /// Bytes come after a wait.
    private void read(int bytes, int seconds) {
        watch.reading();
        pass(seconds);
        watch.working();
        watch.received(bytes);
    }

    @Test
    void requestMayTakeItsTimeAndASecondForEachKilobyte() {
        read(100, 0);
        read(10 * 1024, 30);

        assertThatThrownBy(() -> read(1, 1)).isInstanceOf(CloseConnectionException.class);
    }

    @Test
    void timeBetweenRequestsIsTheClientsOwn() {
        read(100, 50);
        read(100, 19);
        watch.answered();

        read(100, 50);
        read(100, 19);
        assertThatThrownBy(() -> read(1, 2)).isInstanceOf(CloseConnectionException.class);
    }

    @Test
    void silenceInARequestIsOverdueWhenItsTimeIsOver() {
        watch.reading();
        pass(100);
        assertThat(watch.isOverdue()).as("before it").isFalse();
        watch.working();
        watch.received(1);
        read(1, 5);
        watch.reading();
        pass(15);
        assertThat(watch.isOverdue()).isFalse();

        pass(1);

        assertThat(watch.isOverdue()).isTrue();
        watch.working();
        assertThat(watch.isOverdue()).as("at work").isFalse();
    }

    @Test
    void workIsNoWaiting() {
        read(100, 0);
        pass(100);

        assertThat(watch.waiting()).isZero();
        read(100, 1);
    }

    @Test
    void waitingForAClientThatTakesNothingIsSeen() {
        read(100, 0);
        watch.writing();
        pass(61);

        assertThat(watch.waiting()).isEqualTo(Duration.ofSeconds(61));
        assertThat(watch.state()).isEqualTo(ConnectionWatch.State.WRITING);
    }

    @Test
    void connectionAtWorkIsNotGivenUp() {
        read(100, 0);

        assertThat(watch.giveUp()).isFalse();
    }

    @Test
    void nothingMoreIsDoneForAConnectionThatWasGivenUp() {
        watch.reading();

        assertThat(watch.giveUp()).isTrue();
        assertThat(watch.giveUp()).isFalse();
        assertThatThrownBy(watch::working).isInstanceOf(CloseConnectionException.class);
        assertThatThrownBy(watch::writing).isInstanceOf(CloseConnectionException.class);
        assertThat(watch.waiting()).isZero();
    }

    @Test
    void connectionThatIsEndedFinishesItsRequestAndBeginsNoOther() {
        read(100, 0);

        assertThat(watch.endBetweenRequests()).isFalse();
        read(100, 1);
        watch.answered();
        assertThatThrownBy(watch::reading).isInstanceOf(CloseConnectionException.class);
    }

    @Test
    void connectionBetweenRequestsIsEndedAtOnce() {
        watch.reading();

        assertThat(watch.endBetweenRequests()).isTrue();
        assertThatThrownBy(watch::working).isInstanceOf(CloseConnectionException.class);
    }
}
