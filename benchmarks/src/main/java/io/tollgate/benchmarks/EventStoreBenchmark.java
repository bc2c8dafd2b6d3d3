package io.tollgate.benchmarks;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How fast events are stored: 10,000 failed logins of which no two fold into one row, from the first that is recorded until
/// the journal is empty. PostgreSQL is a real one with its own settings, on this machine.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class EventStoreBenchmark {
    private static final int EVENTS = 10_000;

    @Param
    public Engine database = Engine.SQLITE;

    private @Nullable EmbeddedPostgres postgres;
    private RunningEvents events;
    private int next;

    /// Where events are stored.
    public enum Engine { SQLITE, POSTGRESQL }

    @Setup
    public void start() throws IOException {
        events = RunningEvents.start(settings(), List.of());
    }

    private DatabaseSettings settings() throws IOException {
        Optional<String> url = Optional.empty();
        if (database == Engine.POSTGRESQL) {
            postgres = EmbeddedPostgres.start();
            url = Optional.of(postgres.getJdbcUrl("postgres", "postgres"));
        }
        return new DatabaseSettings(
                url, url.map(_ -> "postgres"), url.map(_ -> new Secret("postgres")), Optional.empty(), Duration.ofSeconds(5));
    }

    @TearDown
    public void stop() throws IOException {
        events.close();
        if (postgres != null) {
            postgres.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void store() {
        for (int i = 0; i < EVENTS; i++) {
            events.log().record(FailedLogins.number(next++));
        }
        events.awaitDepth(0);
    }
}
