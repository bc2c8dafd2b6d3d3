package io.tollgate.benchmarks;

import io.tollgate.server.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// What indexes that only lists need cost those who write: refreshes with and without those of tokens by status, stored
/// events with and without that of a person at an address. Each on a durable database of its own on this machine, with
/// 50,000 tokens and 100,000 events, in turn: run it by [InTurn].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 20, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class IndexBenchmark {
    private static final int PEOPLE = 1_000;
    private static final int SESSIONS = 10_000;
    private static final int TOKENS_OF_EACH = 5;
    private static final int EVENTS = 100_000;
    private static final int BATCH = 500;
    private static final long NOW = 1_800_000_000_000L;
    private static final long MONTH = 2_592_000_000L;

    /// Those of the migrations 9 and 11.
    private static final List<String> LEAVE_OUT = List.of(
            "DROP INDEX idx_tokens_active",
            "DROP INDEX idx_tokens_rotated",
            "DROP INDEX idx_tokens_ended",
            "DROP INDEX idx_tokens_expires_at",
            "CREATE INDEX idx_tokens_expires_at ON refresh_tokens (expires_at DESC)",
            "DROP INDEX idx_security_events_user_ip");

    @Param
    public Engine engine = Engine.SQLITE;

    @Param("without,with")
    public String turns;

    private Turns<Side> sides;
    private Side side;

    /// @param refreshes how many there were
    /// @param events    how many were stored
    private record Side(DurableDatabase durable, Database database, AtomicInteger refreshes, AtomicInteger events) {}

    @Setup
    public void open() {
        sides = new Turns<>(turns, this::open);
    }

    private Side open(String indexes) {
        try {
            DurableDatabase durable = DurableDatabase.start(engine);
            Database database = Database.open(durable.settings(), durable.folder(), false);
            database.writeOnly(handle -> {
                if (indexes.equals("without")) {
                    LEAVE_OUT.forEach(handle::execute);
                }
                fill(handle);
            });
            if (engine == Engine.POSTGRESQL) {
                database.writeOnly(handle -> handle.execute("ANALYZE"));
            }
            return new Side(durable, database, new AtomicInteger(), new AtomicInteger());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Handle handle) {
        rows(handle, PEOPLE, "users (id, email, role, password_hash, email_verified, created_at, password_changed_at)",
                "'person' || i, i || '@example.org', 'user', '-', TRUE, 0, 0");
        rows(handle, SESSIONS, "user_sessions (id, user_id, kind, ip, auth_time, last_used_at, expires_at, generation)",
                "'session' || i, 'person' || (i % 1000), 'tokens', '192.0.2.1', 0, 0, " + (NOW + MONTH) + ", 4");
        // The last of a session is good, the others were exchanged for it.
        rows(handle, SESSIONS * TOKENS_OF_EACH,
                "refresh_tokens (id, session_id, generation, token_hash, issued_at, expires_at, rotated_at, revoked)",
                "'token' || (100000000 + i), 'session' || (i / 5), i % 5, 'hash' || (i * 7919 % 100000007), " + NOW + " - i, " + NOW
                        + " + " + MONTH + " - i, CASE WHEN i % 5 < 4 THEN " + NOW + " - i END, FALSE");
        rows(handle, EVENTS, "security_events (id, type, severity, timestamp, last_at, count, user_id, ip, user_agent)",
                "'event' || (100000000 + i), 'authn_login_fail', 'low', " + (NOW - EVENTS) + " + i, " + (NOW - EVENTS)
                        + " + i, 1, 'person' || (i * 7919 % 1000), '10.1.0.' || (i * 31 % 1009), 'Mozilla/5.0'");
    }

    private static void rows(Handle handle, int count, String table, String values) {
        handle.execute("INSERT INTO " + table + " WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n"
                + " WHERE i < " + (count - 1) + ") SELECT " + values + " FROM n");
    }

    @Setup(Level.Iteration)
    public void take() {
        side = sides.next();
    }

    @TearDown
    public void close() throws IOException {
        for (Side one : sides.all()) {
            one.database().close();
            one.durable().close();
        }
    }

    /// The exchange of a token, of one session after the other.
    @Benchmark
    @Threads(8)
    public int refresh() {
        int number = side.refreshes().getAndIncrement();
        String session = "session" + number % SESSIONS;
        int generation = TOKENS_OF_EACH + number / SESSIONS;
        String presented = number < SESSIONS
                ? "token" + (100_000_000 + number * TOKENS_OF_EACH + TOKENS_OF_EACH - 1)
                : "token" + (200_000_000 + number - SESSIONS);
        return side.database().write(handle -> {
            handle.createUpdate("""
                            UPDATE user_sessions SET generation = generation + 1, last_used_at = :now, expires_at = :expires
                            WHERE id = :id AND generation = :before""")
                    .bind("now", NOW + number)
                    .bind("expires", NOW + MONTH + number)
                    .bind("id", session)
                    .bind("before", generation - 1)
                    .execute();
            handle.createUpdate("""
                            INSERT INTO refresh_tokens (id, session_id, generation, token_hash, issued_at, expires_at, revoked)
                            VALUES (:id, :session, :generation, :hash, :now, :expires, FALSE)""")
                    .bind("id", "token" + (200_000_000 + number))
                    .bind("session", session)
                    .bind("generation", generation)
                    .bind("hash", "hash" + (SESSIONS * TOKENS_OF_EACH + number) * 7919L % 100_000_007)
                    .bind("now", NOW + number)
                    .bind("expires", NOW + MONTH + number)
                    .execute();
            return handle.createUpdate("UPDATE refresh_tokens SET rotated_at = :now WHERE id = :id")
                    .bind("now", NOW + number)
                    .bind("id", presented)
                    .execute();
        });
    }

    /// A batch of the event writer, of which there is one.
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(BATCH)
    public int[] store() {
        int first = side.events().getAndAdd(BATCH);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return side.database().write(handle -> {
            try (PreparedBatch insert = handle.prepareBatch("""
                    INSERT INTO security_events (id, type, severity, timestamp, last_at, count, user_id, ip, user_agent)
                    VALUES (:id, 'authn_login_fail', 'low', :now, :now, 1, :person, :address, 'Mozilla/5.0')""")) {
                for (int i = first; i < first + BATCH; i++) {
                    insert.bind("id", "event" + (200_000_000 + i))
                            .bind("now", NOW + i)
                            .bind("person", "person" + random.nextInt(PEOPLE))
                            .bind("address", "10.1.0." + random.nextInt(PEOPLE))
                            .add();
                }
                return insert.execute();
            }
        });
    }
}
