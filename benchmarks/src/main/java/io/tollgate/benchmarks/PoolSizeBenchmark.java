package io.tollgate.benchmarks;

import io.tollgate.server.database.Database;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Work that 32 callers at once get done through pools of different sizes: a page of a person's files, and every tenth
/// time a new name for one, which is durable. PostgreSQL is a real one on this machine. With SQLite the size is that of the
/// readers, as there is one writer. All sizes are on one database and have their iterations in turn: run it by [InTurn].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 60, time = 1)
@Threads(32)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED", "-Djmh.executor=VIRTUAL"})
public class PoolSizeBenchmark {
    private static final int PEOPLE = 1_000;
    private static final int FILES = 100;

    @Param
    public Engine engine = Engine.SQLITE;

    @Param("1,2,4,6,10,20")
    public String turns;

    private DurableDatabase durable;
    private Turns<Database> sizes;
    private Database database;

    @Setup
    public void open() throws IOException {
        durable = DurableDatabase.start(engine);
        sizes = new Turns<>(turns, size -> Database.open(durable.settings(Optional.of(Integer.valueOf(size))), durable.folder(), false));
        sizes.all().getFirst().writeOnly(handle -> {
            handle.execute("""
                    INSERT INTO users (id, email, role, password_hash, email_verified, created_at, password_changed_at)
                    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    SELECT 'person' || i, i || '@example.org', 'user', '-', TRUE, 0, 0 FROM n""", PEOPLE - 1);
            handle.execute("""
                    INSERT INTO files (id, user_id, name, content_type, size, sha256, created_at)
                    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    SELECT 'file' || (100000000 + i), 'person' || (i / ?), 'name', 'text/plain', 1, '-', 0 FROM n""", PEOPLE * FILES - 1, FILES);
        });
        if (engine == Engine.POSTGRESQL) {
            sizes.all().getFirst().writeOnly(handle -> handle.execute("ANALYZE"));
        }
    }

    @Setup(Level.Iteration)
    public void take() {
        database = sizes.next();
    }

    @TearDown
    public void close() throws IOException {
        sizes.all().forEach(Database::close);
        durable.close();
    }

    @Benchmark
    public Object work() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int person = random.nextInt(PEOPLE);
        return random.nextInt(10) > 0 ? page(person) : rename(person * FILES + random.nextInt(FILES));
    }

    private List<String> page(int person) {
        return database.read(handle -> handle.createQuery("""
                        SELECT id, name, content_type, size, sha256, created_at FROM files
                        WHERE user_id = :person AND id < '~' ORDER BY id DESC LIMIT 50""")
                .bind("person", "person" + person)
                .map((row, _) -> row.getString("name"))
                .list());
    }

    private int rename(int file) {
        return database.write(handle -> handle.createUpdate("UPDATE files SET name = :name WHERE id = :id")
                .bind("name", "another name")
                .bind("id", "file" + (100_000_000 + file))
                .execute());
    }
}
