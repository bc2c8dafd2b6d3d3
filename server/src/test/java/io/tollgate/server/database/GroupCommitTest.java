package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class GroupCommitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private SQLiteDataSource source;
    private Jdbi jdbi;
    private Jdbi others;
    private GroupCommit group;

    @BeforeEach
    void open() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.resolve("test.db"));
        jdbi = Jdbi.create(source);
        // Another, because one takes its thread's open connection again.
        others = Jdbi.create(source);
        jdbi.useHandle(handle -> {
            handle.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
            handle.execute("CREATE TABLE refers (n INTEGER REFERENCES numbers (n))");
        });
        group = new GroupCommit(jdbi, PATIENCE);
    }

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void aWriteAloneIsCommittedWhenItReturns() {
        assertThat(group.<String>run(handle -> {
                    insert(handle, 1);
                    return "done";
                }))
                .isEqualTo("done");

        assertThat(committed()).containsExactly(1);
    }

    @Test
    void thoseWhoWaitedShareOneCommit() {
        List<List<Integer>> seen = new ArrayList<>();
        List<CompletableFuture<Integer>> writes = together(List.of(
                handle -> insert(handle, 1),
                handle -> {
                    seen.add(numbers(handle));
                    seen.add(committed());
                    return insert(handle, 2);
                }));

        writes.forEach(CompletableFuture::join);
        assertThat(seen)
                .as("what the second sees in its transaction and what is committed meanwhile")
                .containsExactly(List.of(0, 1), List.of(0));
        assertThat(committed()).containsExactly(0, 1, 2);
    }

    @Test
    void oneThatFailsTakesBackOnlyItsOwn() {
        RuntimeException reason = new IllegalStateException("on purpose");
        List<CompletableFuture<Integer>> writes = together(List.of(
                handle -> insert(handle, 1),
                handle -> {
                    insert(handle, 2);
                    throw reason;
                },
                handle -> {
                    insert(handle, 3);
                    return insert(handle, 1);
                },
                handle -> insert(handle, 4)));

        assertThat(writes.get(0).join()).isOne();
        assertThatThrownBy(writes.get(1)::join).hasCause(reason);
        assertThatThrownBy(writes.get(2)::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(JdbiException.class)
                .hasMessageContaining("UNIQUE constraint failed");
        assertThat(writes.get(3).join()).isOne();
        assertThat(committed()).containsExactly(0, 1, 4);
    }

    @Test
    void aCommitThatFailsFailsForAllAndTheNextWritesAgain() {
        List<CompletableFuture<Integer>> writes = together(List.of(
                handle -> insert(handle, 1),
                handle -> {
                    handle.execute("PRAGMA defer_foreign_keys = ON");
                    return handle.execute("INSERT INTO refers (n) VALUES (99)");
                }));

        for (CompletableFuture<Integer> write : writes) {
            assertThatThrownBy(write::join).hasCauseInstanceOf(JdbiException.class);
        }
        assertThat(committed()).containsExactly(0);
        group.run(handle -> insert(handle, 5));
        assertThat(committed()).containsExactly(0, 5);
    }

    @Test
    void whatBefallsTheThreadThatLeadsIsAFailedWriteToTheOthersAndTheNextWritesAgain() {
        Error reason = new OutOfMemoryError("on purpose");
        AtomicBoolean due = new AtomicBoolean();
        group = new GroupCommit(Jdbi.create(() -> failingToCommit(source.getConnection(), due, reason)), PATIENCE);
        List<CompletableFuture<Integer>> writes = together(List.of(
                handle -> insert(handle, 1),
                handle -> {
                    due.set(true);
                    return insert(handle, 2);
                }));

        assertThatThrownBy(writes.get(0)::join).hasCause(reason);
        assertThatThrownBy(writes.get(1)::join).cause().isInstanceOf(DatabaseException.class).hasCause(reason);
        assertThat(committed()).containsExactly(0);
        group.run(handle -> insert(handle, 5));
        assertThat(committed()).containsExactly(0, 5);
    }

    @Test
    void aTransactionThatTheEngineEndedItselfFailsForAll() {
        List<CompletableFuture<Integer>> writes = together(List.of(
                handle -> insert(handle, 1),
                // As a full disk does.
                handle -> handle.execute("INSERT OR ROLLBACK INTO numbers (n) VALUES (1)"),
                handle -> insert(handle, 2)));

        for (CompletableFuture<Integer> write : writes) {
            assertThatThrownBy(write::join).hasCauseInstanceOf(JdbiException.class);
        }
        group.run(handle -> insert(handle, 5));
        assertThat(committed()).containsExactly(0, 5);
    }

    @Test
    void whoeverWaitsTooLongIsToldAndWritesNothing() {
        GroupCommit impatient = new GroupCommit(jdbi, Duration.ofMillis(50));
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Integer> slow = start(impatient, awaiting(held));
        Eventually.within(PATIENCE, "the first writes", () -> !free());

        assertThatThrownBy(() -> impatient.run(handle -> insert(handle, 1)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("busy");

        assertThat(impatient.waiting()).isZero();
        held.countDown();
        slow.join();
        assertThat(committed()).containsExactly(0);
    }

    @Test
    void whoeverIsInterruptedWhileWaitingWritesNothing() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Integer> slow = start(group, awaiting(held));
        Eventually.within(PATIENCE, "the first writes", () -> !free());
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                group.run(handle -> insert(handle, 1));
                interrupted.complete(false);
            } catch (DatabaseException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        Eventually.within(PATIENCE, "the second waits", () -> group.waiting() == 1);

        waiter.interrupt();
        waiter.join();

        held.countDown();
        slow.join();
        assertThat(interrupted).isCompletedWithValue(true);
        assertThat(committed()).containsExactly(0);
    }

    @Test
    void noneOfManyIsLostOrRunTwice() {
        List<Integer> results = Together.run(500, i -> group.run(handle -> {
            insert(handle, i);
            return i;
        }));

        assertThat(results).isEqualTo(IntStream.range(0, 500).boxed().toList());
        assertThat(committed()).isEqualTo(results);
    }

    /// Starts writes that are all there when the next transaction begins; a first one has inserted 0 before.
    private List<CompletableFuture<Integer>> together(List<Function<Handle, Integer>> writes) {
        CountDownLatch held = new CountDownLatch(1);
        start(group, awaiting(held));
        Eventually.within(PATIENCE, "the first writes", () -> !free());
        List<CompletableFuture<Integer>> started = new ArrayList<>();
        for (Function<Handle, Integer> write : writes) {
            started.add(start(group, write));
            Eventually.within(PATIENCE, "it waits", () -> group.waiting() == started.size());
        }
        held.countDown();
        return started;
    }

    /// The connection, whose next commit throws when that is due.
    private static Connection failingToCommit(Connection connection, AtomicBoolean due, Error reason) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("commit") && due.getAndSet(false)) {
                        throw reason;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private CompletableFuture<Integer> start(GroupCommit transactions, Function<Handle, Integer> write) {
        return CompletableFuture.supplyAsync(() -> transactions.run(write), threads);
    }

    private static Function<Handle, Integer> awaiting(CountDownLatch latch) {
        return handle -> {
            insert(handle, 0);
            await(latch);
            return 0;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether nobody holds the lock of the file.
    private boolean free() {
        Consumer<Handle> begin = handle -> {
            handle.execute("PRAGMA busy_timeout = 0");
            handle.begin();
            handle.rollback();
        };
        try {
            others.useHandle(begin::accept);
            return true;
        } catch (JdbiException e) {
            return false;
        }
    }

    private static int insert(Handle handle, int number) {
        return handle.execute("INSERT INTO numbers (n) VALUES (?)", number);
    }

    private List<Integer> committed() {
        return others.withHandle(GroupCommitTest::numbers);
    }

    private static List<Integer> numbers(Handle handle) {
        return handle.createQuery("SELECT n FROM numbers ORDER BY n").mapTo(Integer.class).list();
    }
}
