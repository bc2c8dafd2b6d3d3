package io.tollgate.benchmarks;

import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs a request that an event is recorded: an ordinary failed login, while the writer stores what came before
/// into SQLite. The journal is never allowed to fill, for counting a lost event is cheaper than keeping one; that none
/// was lost is checked at the end.
///
/// Allocation is shown by `-prof gc`, which counts the writer's too.
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class EventRecordBenchmark {
    private static final int BATCH = 1_000;
    private static final int MAX_WAITING = 4_000;

    private final SecurityEvent event = new SecurityEvent(
            EventType.AUTHN_LOGIN_FAIL,
            Clock.systemUTC().instant(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("203.0.113.7"),
            Optional.of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"),
            Optional.of("8d6e2de29ef0a52eeef2e6011bf40951"),
            Map.of(SecurityEvent.ACCOUNT, "0e0a52eeef2e6011bf409518d6e2de29"));

    private RunningEvents events;
    private EventLog log = EventLog.none();

    @Setup
    public void start() throws IOException {
        events = RunningEvents.start(
                new DatabaseSettings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1)),
                List.of());
        log = events.log();
    }

    /// Lets the writer come near enough, outside what is measured.
    @Setup(Level.Invocation)
    public void follow() {
        events.awaitDepth(MAX_WAITING);
    }

    @TearDown
    public void stop() throws IOException {
        events.close();
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(BATCH)
    public void record() {
        for (int i = 0; i < BATCH; i++) {
            log.record(event);
        }
    }

    /// For the percentiles; the clock's own cost is in each sample.
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void recordOne() {
        log.record(event);
    }
}
