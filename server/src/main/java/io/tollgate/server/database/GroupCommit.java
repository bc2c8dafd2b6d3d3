package io.tollgate.server.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Group commit (DeWitt et al., "Implementation techniques for main memory database systems", SIGMOD 1984): callers that
/// come while a transaction waits for the disk share the next one, so many writes cost one wait for the disk. Thread-safe.
///
/// The caller at the head of the queue leads: it runs the statements of all who wait, in the order of their coming, on its
/// own thread and within one transaction, commits, and wakes them. Each has a savepoint, so one that fails takes back what
/// it wrote itself and nothing else. When the commit fails, all of the group fail. Nobody waits in order to be joined: a
/// caller alone has a transaction of its own.
final class GroupCommit implements Transactions {
    /// Bounds how long the first of a group waits for the work of the others.
    private static final int MOST = 64;

    private final Jdbi jdbi;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    // Both guarded by the lock.
    private final ArrayDeque<GroupedWrite<?>> queue = new ArrayDeque<>();
    private boolean busy;
    /// Of the caller that leads. Here and large enough from the beginning: to fail for want of memory between the taking of the
    /// lead and its giving back would be the end of all writing.
    private final List<GroupedWrite<?>> group = new ArrayList<>(MOST);

    /// @param jdbi the only connection that writes
    /// @param patience how long a caller waits for its statements to begin
    GroupCommit(Jdbi jdbi, Duration patience) {
        this.jdbi = jdbi;
        this.patience = patience;
    }

    @Override
    public <T> T run(Function<Handle, T> statements) {
        GroupedWrite<T> write = new GroupedWrite<>(statements, lock.newCondition());
        lock.lock();
        try {
            if (busy) {
                queue.add(write);
                awaitTurn(write);
            } else {
                busy = true;
                write.lead();
            }
        } finally {
            lock.unlock();
        }
        if (write.leads()) {
            commit(write);
        }
        return write.outcome();
    }

    private void awaitTurn(GroupedWrite<?> write) {
        try {
            long left = patience.toNanos();
            while (write.waits() && left > 0) {
                left = write.condition().awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (write.waits()) {
            queue.remove(write);
            throw new DatabaseException("the database stayed busy with other writes");
        }
        while (write.joined()) {
            // Whether it commits is not known before it is over, however impatient the caller.
            write.condition().awaitUninterruptibly();
        }
    }

    private void commit(GroupedWrite<?> leader) {
        try {
            gather(leader);
            if (group.size() == 1) {
                jdbi.useTransaction(leader::run);
            } else {
                jdbi.useTransaction(this::runAll);
            }
        } catch (Throwable e) {
            failAll(e);
        } finally {
            release();
        }
    }

    private void failAll(Throwable reason) {
        // By their numbers, which takes no memory: none may go without the news.
        for (int i = 0; i < group.size(); i++) {
            group.get(i).fail(reason);
        }
        if (reason instanceof Error) {
            // It befell the thread of the leader. To the others a write has failed.
            DatabaseException toOthers = new DatabaseException("the transaction of several writes failed", reason);
            for (int i = 1; i < group.size(); i++) {
                group.get(i).fail(toOthers);
            }
        }
    }

    /// The leader first.
    private void gather(GroupedWrite<?> leader) {
        group.add(leader);
        lock.lock();
        try {
            while (group.size() < MOST && !queue.isEmpty()) {
                GroupedWrite<?> write = queue.remove();
                write.join();
                group.add(write);
            }
        } finally {
            lock.unlock();
        }
    }

    private void runAll(Handle handle) {
        for (GroupedWrite<?> write : group) {
            handle.savepoint("member");
            try {
                write.run(handle);
                handle.releaseSavepoint("member");
            } catch (Throwable e) {
                // Throws when SQLite has rolled back everything itself, as it does on a full disk: then nobody wrote.
                handle.rollbackToSavepoint("member");
                write.fail(e);
            }
        }
    }

    private void release() {
        lock.lock();
        try {
            group.forEach(GroupedWrite::finish);
            group.clear();
            GroupedWrite<?> next = queue.poll();
            busy = next != null;
            if (next != null) {
                next.lead();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
