package io.tollgate.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The table of events on PostgreSQL as one, and in 13 parts of a week each: what is done with it while it holds few and
/// many rows. With parts the primary key must have the time in it. Durable, on this machine.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m"})
public class EventTableBenchmark {
    private static final int WEEKS = 13;
    private static final long WEEK = 604_800_000L;
    private static final int BATCH = 500;
    private static final String COLUMNS = "id, type, severity, timestamp, last_at, count, user_id, ip, user_agent";

    @Param
    public Layout layout = Layout.ONE;

    @Param({"10000", "1000000"})
    public int rows;

    private EmbeddedPostgres postgres;
    private Connection connection;
    private long next;

    /// How the table is stored.
    public enum Layout { ONE, PARTS }

    @Setup
    public void fill() throws IOException, SQLException {
        postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
        connection = postgres.getPostgresDatabase().getConnection();
        boolean parts = layout == Layout.PARTS;
        execute("CREATE TABLE security_events (id TEXT NOT NULL, type TEXT NOT NULL, severity TEXT NOT NULL, timestamp BIGINT NOT NULL,"
                + " last_at BIGINT NOT NULL, count BIGINT NOT NULL, user_id TEXT, session_id TEXT, ip TEXT, user_agent TEXT,"
                + " request_id TEXT, details TEXT, PRIMARY KEY (id" + (parts ? ", timestamp))  PARTITION BY RANGE (timestamp)" : "))"));
        for (int week = 0; parts && week < WEEKS; week++) {
            execute("CREATE TABLE events_week%d PARTITION OF security_events FOR VALUES FROM (%d) TO (%d)"
                    .formatted(week, week * WEEK, (week + 1) * WEEK));
        }
        for (String columns : new String[] {"", "user_id, ", "severity, ", "type, ", "ip, ", "user_id, type, ", "ip, type, ",
            "user_id, ip, type, "}) {
            execute("CREATE INDEX ON security_events (" + columns + "timestamp DESC, id DESC)");
        }
        execute("INSERT INTO security_events (" + COLUMNS + ") SELECT 'event' || (1000000000 + i), 'authn_login_fail', 'low', i * "
                + (WEEKS * WEEK - 1) / rows + ", 0, 1, 'person' || (i * 7919 % 10007), '10.0.' || (i * 31 % 251) || '.1', 'Mozilla/5.0'"
                + " FROM generate_series(1::bigint, " + (rows - 1) + ") AS i");
        execute("VACUUM (ANALYZE) security_events");
        next = 2_000_000_000L;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @TearDown
    public void close() throws IOException, SQLException {
        connection.close();
        postgres.close();
    }

    /// A batch of the event writer.
    @Benchmark
    public int[] insertBatch() throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO security_events (" + COLUMNS + ") VALUES (?, 'authn_login_fail', 'low', ?, 0, 1, ?, ?, 'Mozilla/5.0')")) {
            for (int i = 0; i < BATCH; i++) {
                insert.setString(1, "event" + next);
                insert.setLong(2, WEEKS * WEEK - 1);
                insert.setString(3, "person" + next * 7919 % 10007);
                insert.setString(4, "10.0." + next % 251 + ".1");
                insert.addBatch();
                next++;
            }
            int[] counts = insert.executeBatch();
            connection.commit();
            return counts;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /// The newest events of somebody, without a time.
    @Benchmark
    public int pageOfPerson() throws SQLException {
        return page("user_id = 'person" + next++ % 10007 + "'");
    }

    /// The newest events of the last day.
    @Benchmark
    public int pageOfLastDay() throws SQLException {
        return page("timestamp >= " + (WEEKS * WEEK - 86_400_000));
    }

    private int page(String condition) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT " + COLUMNS + " FROM security_events WHERE " + condition
                        + " ORDER BY timestamp DESC, id DESC LIMIT 51")) {
            int count = 0;
            while (found.next()) {
                count++;
            }
            return count;
        }
    }
}
