package io.tollgate.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollgate.server.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Small durable writes per second into SQLite by 16 callers at once: sharing commits as the server does, and each with a
/// commit of its own, in turn on a pool of one connection.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(16)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class WriteBenchmark {
    private final AtomicInteger next = new AtomicInteger();

    private DurableDatabase durable;
    private Database database;
    private HikariDataSource pool;
    private Jdbi separate;

    @Setup
    public void open() throws IOException {
        durable = DurableDatabase.start(Engine.SQLITE);
        database = Database.open(durable.settings(), durable.folder(), false);
        database.writeOnly(handle -> handle.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
        pool = onePool(durable.folder().resolve("separate.db"));
        separate = Jdbi.create(pool);
        separate.useHandle(
                handle -> handle.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
    }

    private static HikariDataSource onePool(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig one = new HikariConfig();
        one.setMaximumPoolSize(1);
        one.setDataSource(source);
        return new HikariDataSource(one);
    }

    @TearDown
    public void close() throws IOException {
        database.close();
        pool.close();
        durable.close();
    }

    @Benchmark
    public int sharedCommits() {
        return database.write(this::insert);
    }

    @Benchmark
    public int separateCommits() {
        return separate.inTransaction(this::insert);
    }

    private int insert(Handle handle) {
        return handle.createUpdate("INSERT INTO numbers (n, text) VALUES (:n, 'some text of some length')")
                .bind("n", next.getAndIncrement())
                .execute();
    }
}
