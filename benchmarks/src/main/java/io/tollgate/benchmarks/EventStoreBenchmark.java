package io.tollgate.benchmarks;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/// How fast events are stored: 4,000 failed logins, from the first that is recorded until the journal is empty; either all
/// with rows of their own, or as a flood from ever new addresses, which folds into few rows. PostgreSQL is a real
/// one on this machine, durable.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class EventStoreBenchmark {
    private static final int EVENTS = 4_000;

    @Param
    public Engine database = Engine.SQLITE;
    @Param
    public Events kind = Events.ROWS;

    private DurableDatabase durable;
    private RunningEvents events;
    private int next;
    private Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    /// What comes.
    public enum Events { ROWS, FLOOD }

    @Setup
    public void start() throws IOException {
        durable = DurableDatabase.start(database);
        events = RunningEvents.start(durable.settings(), List.of());
    }

    @TearDown
    public void stop() throws IOException {
        events.close();
        durable.close();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void store() {
        // Rows are bounded by the minute of their events, so each invocation has a minute of its own.
        minute = minute.plus(1, ChronoUnit.MINUTES);
        for (int i = 0; i < EVENTS; i++) {
            events.log().record(kind == Events.ROWS ? FailedLogins.ofItsOwnRow(i, minute) : FailedLogins.ofFlood(next++));
        }
        events.awaitDepth(0);
    }
}
