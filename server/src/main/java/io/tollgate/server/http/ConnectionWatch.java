package io.tollgate.server.http;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// What a connection is doing: whether it waits for its client, since when, and whether the client sends its requests
/// fast enough.
///
/// The connection's own thread says what it does; others may [#giveUp] a connection that waits for its client, and only
/// such a one, so that a request is never broken off while the server works on it.
final class ConnectionWatch {
    /// Slower than any line that people use.
    private static final long NANOS_PER_BYTE = 1_000_000_000L / 1_024;

    /// What the connection's thread does.
    enum State {
        WORKING,
        /// Waits for the next request.
        IDLE,
        /// Waits for more of a request.
        READING,
        /// Waits until the client takes more of an answer.
        WRITING,
        GIVEN_UP
    }

    private final LongSupplier nanoTime;
    private final long allowedNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);
    private volatile long since;
    private volatile boolean ending;
    private boolean betweenRequests = true;
    private long waited;
    private long received;

    /// @param nanoTime monotonic
    /// @param allowed  how long a client may let us wait in a request, and a second more for each KB of it
    ConnectionWatch(LongSupplier nanoTime, Duration allowed) {
        this.nanoTime = nanoTime;
        this.allowedNanos = allowed.toNanos();
        this.since = nanoTime.getAsLong();
    }

    /// The thread is about to wait for bytes of the client.
    void reading() {
        enter(betweenRequests ? State.IDLE : State.READING);
    }

    /// The thread is about to wait until the client takes bytes.
    void writing() {
        enter(State.WRITING);
    }

    private void enter(State waiting) {
        since = nanoTime.getAsLong();
        if (!state.compareAndSet(State.WORKING, waiting)) {
            throw gone("given up");
        }
        // Last: whoever ends the connection looks at the state after saying so.
        if (waiting == State.IDLE && ending) {
            throw gone("the server stops");
        }
    }

    /// The wait is over, however it ended.
    void working() {
        State now = state.get();
        if (now != State.GIVEN_UP) {
            state.compareAndSet(now, State.WORKING);
        }
        if (state.get() == State.GIVEN_UP) {
            throw gone("given up");
        }
    }

    /// Bytes came, after [#working].
    ///
    /// @throws CloseConnectionException when the client sends this request too slowly
    void received(int bytes) {
        if (betweenRequests) {
            // How long the client had nothing to ask is its own affair.
            betweenRequests = false;
            waited = 0;
            received = 0;
        } else {
            waited += nanoTime.getAsLong() - since;
        }
        received += bytes;
        if (waited > allowedNanos + received * NANOS_PER_BYTE) {
            throw gone("too slow");
        }
    }

    private static CloseConnectionException gone(String why) {
        return new CloseConnectionException(why);
    }

    /// A request has its answer; what comes next is another.
    void answered() {
        betweenRequests = true;
    }

    State state() {
        return state.get();
    }

    /// How long the connection has been waiting for its client; zero when it does not.
    Duration waiting() {
        State now = state.get();
        return now == State.WORKING || now == State.GIVEN_UP
                ? Duration.ZERO
                : Duration.ofNanos(nanoTime.getAsLong() - since);
    }

    /// Whether the client has let us wait in a request for longer than it may, without sending anything.
    boolean isOverdue() {
        if (state.get() != State.READING) {
            return false;
        }
        // What the connection's thread wrote before it set the state is seen here.
        return waited + nanoTime.getAsLong() - since > allowedNanos + received * NANOS_PER_BYTE;
    }

    /// Ends the connection as soon as it is between two requests: none of them is begun any more.
    ///
    /// @return whether it waits for the next request, so that its thread must be woken; else it ends by itself
    boolean endBetweenRequests() {
        ending = true;
        return state.compareAndSet(State.IDLE, State.GIVEN_UP);
    }

    /// Ends the wait for a client: the connection's thread does nothing more for it once it is woken.
    ///
    /// @return false when the connection does not wait
    boolean giveUp() {
        State now = state.get();
        return now != State.WORKING && now != State.GIVEN_UP && state.compareAndSet(now, State.GIVEN_UP);
    }
}
