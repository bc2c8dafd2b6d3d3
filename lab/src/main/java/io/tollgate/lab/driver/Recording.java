package io.tollgate.lab.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What became of every send of a schedule, once each. Columns of the size of the schedule, made beforehand: writing
/// allocates nothing and needs no lock, for each line is over once: whoever says so first. Read it after the run; while it
/// runs, [#completed] and [#failed] are right, the lines may lag.
public final class Recording {
    private static final VarHandle FAILURE = MethodHandles.arrayElementVarHandle(Failure[].class);

    private final List<Send> sends;
    private final long[] sent;
    private final long[] first;
    private final long[] done;
    private final long[] bytes;
    private final short[] status;
    /// Null of what is not over.
    private final @Nullable Failure[] failures;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    Recording(List<Send> sends) {
        this.sends = sends;
        this.sent = new long[sends.size()];
        this.first = new long[sends.size()];
        this.done = new long[sends.size()];
        this.bytes = new long[sends.size()];
        this.status = new short[sends.size()];
        this.failures = new Failure[sends.size()];
    }

    /// One line. Times are nanoseconds from the beginning of the run; 0 for what did not happen.
    ///
    /// @param sent   when the driver began with it
    /// @param first  when the first bytes of the answer were there
    /// @param done   when the answer was there, or the failure
    /// @param status 0 without an answer
    public record Line(Send send, long sent, long first, long done, int status, long bytes, Failure failure) {
        private static final long LATE_NANOS = 10_000_000;

        /// From the moment it was due: what somebody who wanted it then had to wait.
        public long responseNanos() {
            return done - send.atNanos();
        }

        /// From the moment the driver began with it.
        public long serviceNanos() {
            return done - sent;
        }

        /// How far behind its schedule the driver was.
        public long lateNanos() {
            return sent - send.atNanos();
        }

        /// Whether the driver was so far behind, 10 ms, that the time says more of it than of the server.
        public boolean isLate() {
            return lateNanos() > LATE_NANOS;
        }

        public boolean wasSent() {
            return failure != Failure.DROPPED && failure != Failure.UNSENT;
        }

        public boolean isAnswered() {
            return failure.isAnswered();
        }
    }

    public int size() {
        return sends.size();
    }

    public Line line(int index) {
        Failure failure = failures[index];
        return new Line(
                sends.get(index),
                sent[index],
                first[index],
                done[index],
                status[index],
                bytes[index],
                failure == null ? Failure.UNSENT : failure);
    }

    /// Requests of which this became.
    public long count(Failure failure) {
        return IntStream.range(0, size()).filter(i -> line(i).failure() == failure).count();
    }

    /// Requests that are over, whatever became of them.
    public long completed() {
        return completed.get();
    }

    /// Of these, those that failed.
    public long failed() {
        return failed.get();
    }

    /// Of these, those that an answer came to.
    public long answered() {
        return answered.get();
    }

    /// Of these, those that went out without an answer coming back.
    public long unanswered() {
        return unanswered.get();
    }

    void sent(int index, long at) {
        sent[index] = at;
    }

    void answered(int index, Response response, long firstAt, long doneAt, boolean expected) {
        if (failures[index] != null) {
            return;
        }
        first[index] = firstAt;
        bytes[index] = response.bytes();
        status[index] = (short) response.status();
        over(index, doneAt, expected ? Failure.NONE : Failure.STATUS);
    }

    /// Nothing happens to what is over.
    void over(int index, long at, Failure failure) {
        if (failures[index] != null) {
            return;
        }
        done[index] = at;
        if (!FAILURE.compareAndSet(failures, index, null, failure)) {
            return;
        }
        if (failure != Failure.NONE) {
            failed.incrementAndGet();
        }
        if (failure.isAnswered()) {
            answered.incrementAndGet();
        }
        if (failure.isUnanswered()) {
            unanswered.incrementAndGet();
        }
        completed.incrementAndGet();
    }

    /// No longer waits for what is not over: it stays unsent, whatever comes later.
    void forget(int index) {
        FAILURE.compareAndSet(failures, index, null, Failure.UNSENT);
    }
}
