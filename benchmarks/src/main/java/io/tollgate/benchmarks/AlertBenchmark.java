package io.tollgate.benchmarks;

import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// What alerts add to an event that is stored, in the writer's transaction on SQLite and not on the way of a request:
/// batches of 500 events, either failed logins, which alone are no alert, or with one ban in a hundred.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class AlertBenchmark {
    private static final int EVENTS = 500;
    private static final int BAN_EVERY = 100;

    @Param
    public Batch batch = Batch.LOGINS;

    private final List<Repeated> events = new ArrayList<>();
    private Folder folder;
    private Database database;
    private AlertModule alerts;
    private StoredEvents subscriber;

    /// What comes.
    public enum Batch { LOGINS, BANS }

    @Setup
    public void start() throws IOException {
        folder = Folder.temporary();
        Settings settings = Settings.from(
                SettingsLoader.load(Map.of("data.dir", folder.path().toString()), Map.of(), Optional.empty()));
        Clock clock = Clock.systemUTC();
        database = Database.open(settings.database(), folder.path(), false);
        alerts = new AlertModule(
                settings, database, Optional.empty(), new TimeOrderedIds(clock, new SecureRandom()), clock);
        subscriber = alerts.subscriber();
        for (int i = 0; i < EVENTS; i++) {
            SecurityEvent login = FailedLogins.ofFlood(i);
            Instant now = clock.instant();
            events.add(new Repeated("event" + i, batch == Batch.BANS && i % BAN_EVERY == 0 ? ban(login) : login, now, 1));
        }
    }

    private static SecurityEvent ban(SecurityEvent login) {
        return new SecurityEvent(
                EventType.ADDRESS_BANNED,
                login.timestamp(),
                Optional.empty(),
                Optional.empty(),
                login.address(),
                login.userAgent(),
                login.requestId(),
                Map.of());
    }

    @TearDown
    public void stop() throws IOException {
        alerts.close();
        database.close();
        folder.close();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void store() {
        database.write(handle -> {
            subscriber.stored(handle, events);
            return events.size();
        });
    }
}
