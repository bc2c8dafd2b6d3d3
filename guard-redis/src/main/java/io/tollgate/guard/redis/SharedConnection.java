package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/// A connection that many requests share. Who finds it idle writes his command himself. Who comes while answers are owed waits;
/// with the last of those answers, all that wait are written together. So many commands need few system calls, and one alone no
/// other thread to be written. (Known as smart batching: M. Thompson, "Smart Batching", 2011.)
///
/// A thread of its own connects, reads the answers, and connects again when the connection is lost, at the latest after a
/// second. Without a connection commands are refused; those under way when it is lost fail. Nothing is sent twice, and what
/// nobody waits for any more is not sent at all. Safe for use by any number of threads.
final class SharedConnection implements AutoCloseable {
    private static final int MOST_TOGETHER = 256;
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final JedisConnectionException LOST = new JedisConnectionException("the connection was closed");

    private final Supplier<Link> connector;
    private final int queue;
    private final CountDownLatch firstTry = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Link link;
    /// Guarded by this object, as is the next: what was or is being written and is owed an answer, and what waits until nothing
    /// is. While `sent` is not empty, only who put the last commands there writes.
    private final Queue<PendingCommand> sent = new ArrayDeque<>();
    private final Queue<PendingCommand> waiting = new ArrayDeque<>();
    /// When the last answer came, or the first of what is owed was written; by [System#nanoTime], guarded as these are.
    private long owesSince;

    /// Begins to connect, and returns.
    ///
    /// @param connector connects, or throws a [JedisException]
    /// @param queue     how many commands may be under way; more are refused
    SharedConnection(Supplier<Link> connector, int queue) {
        this.connector = connector;
        this.queue = queue;
        thread = Thread.ofPlatform().daemon().name("tollgate-redis").start(this::keepConnected);
    }

    boolean isOpen() {
        return link != null;
    }

    /// Gives up commands whose deadline is over.
    ///
    /// @param now  by [System#nanoTime], as the others
    /// @param next when there is something to be given up at the latest, as known so far
    /// @return the same, or the earliest deadline of what is under way if that is earlier
    synchronized long giveUpLate(long now, long next) {
        return giveUpLate(waiting, now, giveUpLate(sent, now, next));
    }

    private static long giveUpLate(Queue<PendingCommand> commands, long now, long next) {
        long earliest = next;
        for (PendingCommand command : commands) {
            if (command.deadlineNanos() - now <= 0) {
                command.giveUp();
            } else if (command.deadlineNanos() - earliest < 0) {
                earliest = command.deadlineNanos();
            }
        }
        return earliest;
    }

    /// For how long no answer came while one was owed; 0 if none is.
    synchronized long owesForNanos() {
        return sent.isEmpty() ? 0 : System.nanoTime() - owesSince;
    }

    /// Waits until connecting was tried once.
    ///
    /// @param deadlineNanos by [System#nanoTime]
    void awaitFirstTry(long deadlineNanos) throws InterruptedException {
        firstTry.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /// Sends commands, with none of another between them. Each is completed with its answer or a [JedisException].
    ///
    /// @throws WindowStoreException if they were not sent: `UNREACHABLE` or `OVERLOADED`
    void send(List<PendingCommand> commands) {
        Link current;
        List<PendingCommand> batch;
        synchronized (this) {
            current = link;
            if (current == null) {
                throw new WindowStoreException(Category.UNREACHABLE, "there is no connection");
            }
            if (sent.size() + waiting.size() >= queue) {
                throw new WindowStoreException(Category.OVERLOADED, "too many commands are under way");
            }
            waiting.addAll(commands);
            batch = sent.isEmpty() ? nextBatch() : List.of();
        }
        write(current, batch);
    }

    /// What is to be written next, noted as sent; called when nothing is owed.
    private List<PendingCommand> nextBatch() {
        List<PendingCommand> batch = new ArrayList<>(Math.min(waiting.size(), MOST_TOGETHER));
        while (!waiting.isEmpty() && batch.size() < MOST_TOGETHER) {
            PendingCommand command = waiting.remove();
            if (!command.isGivenUp()) {
                batch.add(command);
            }
        }
        sent.addAll(batch);
        owesSince = System.nanoTime();
        return batch;
    }

    private static void write(Link to, List<PendingCommand> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            to.write(batch);
        } catch (RuntimeException _) {
            // The reading thread is told so, and fails what is under way.
            to.cut();
        }
    }

    /// What the thread does until this is closed.
    private void keepConnected() {
        long longestPause = FIRST_PAUSE_NANOS;
        while (!closed) {
            Link made = connect();
            firstTry.countDown();
            if (made != null) {
                longestPause = FIRST_PAUSE_NANOS;
                readUntilLost(made);
            }
            if (!closed) {
                // Anywhere up to the longest, so that many clients do not come back at once.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longestPause));
                longestPause = Math.min(2 * longestPause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private @Nullable Link connect() {
        try {
            Link made = connector.get();
            open(made);
            return made;
        } catch (RuntimeException | Error _) {
            // Whatever it is, or whoever answered there: requests are told that there is no connection, and it is tried again.
            // Also when memory is short: nothing replaces this thread.
            return null;
        }
    }

    private synchronized void open(Link made) {
        // Whatever came in between: no answer of this link may meet a question to another.
        failAll(LOST);
        link = made;
    }

    private void readUntilLost(Link from) {
        RuntimeException lost = LOST;
        try {
            while (!closed) {
                readAnswer(from);
            }
        } catch (JedisException e) {
            lost = e;
        } catch (RuntimeException | Error _) {
            // An answer that cannot be read, or memory is short. Nobody must wait for ever for that.
        }
        from.cut();
        failAll(lost);
    }

    private void readAnswer(Link from) {
        Object answer = from.read();
        PendingCommand answered;
        List<PendingCommand> batch;
        synchronized (this) {
            answered = sent.poll();
            owesSince = System.nanoTime();
            batch = sent.isEmpty() ? nextBatch() : List.of();
        }
        if (answered == null) {
            throw new JedisConnectionException("an answer to no question");
        }
        // First, because a server that takes nothing more would hold up the next step.
        answered.complete(answer);
        write(from, batch);
    }

    /// Allocates nothing, for it must be done also when there is no memory.
    private synchronized void failAll(RuntimeException lost) {
        link = null;
        failAll(sent, lost);
        failAll(waiting, lost);
    }

    private static void failAll(Queue<PendingCommand> commands, RuntimeException lost) {
        PendingCommand command = commands.poll();
        while (command != null) {
            command.complete(lost);
            command = commands.poll();
        }
    }

    /// Closes the connection that there is, if any. It is made anew.
    void cut() {
        Link current = link;
        if (current != null) {
            current.cut();
        }
    }

    /// Requests under way fail. The thread ends, if it is connecting as soon as that is done or given up.
    @Override
    public void close() {
        closed = true;
        cut();
        LockSupport.unpark(thread);
    }
}
