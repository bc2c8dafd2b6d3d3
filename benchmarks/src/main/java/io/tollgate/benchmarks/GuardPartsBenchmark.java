package io.tollgate.benchmarks;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.login.LoginOutcome;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.NanoClock;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

/// What each part of the guard adds to a login, and all of them together: the standing of its address, three windows, the
/// login guard around a right password, and an event. The hash and the database of the ledger are left out: they are what a login
/// costs anyway, and are a thousand times dearer.
///
/// 50,000 addresses in a fixed random order, half of them with a score; windows so wide that all are admitted.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx512m", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class GuardPartsBenchmark {
    private static final int BATCH = 1_000;
    private static final int MAX_WAITING = 4_000;
    private static final int ADDRESSES = 50_000;
    private static final int GUESSES = 1 << 16;
    /// Coprime to the number of addresses, so that all come in turn and neighbours are far apart.
    private static final int STRIDE = 27_644_437;
    private static final RateLimit WIDE = RateLimit.parse("1000000/10m");
    private static final List<WindowRule> RULES = List.of(
            new WindowRule(0, "files", WIDE), new WindowRule(1, "default", WIDE), new WindowRule(2, "bot", WIDE));

    private final Clock clock = Clock.systemUTC();
    private final ClientAddress[] addresses = new ClientAddress[ADDRESSES];
    private final Subject[] subjects = new Subject[ADDRESSES];
    private final Guess[] guesses = new Guess[GUESSES];
    private final SecurityEvent event = FailedLogins.ofFlood(1);
    private final WindowStore windows = new InProcessWindowStore(128L << 20, NanoClock.system(), 42);
    private final LoginGuard<String> logins =
            new LoginGuard<>(new InMemoryLedger(), new LoginBudgets(WIDE, WIDE, WIDE, WIDE, WIDE), clock, 4, 64);
    private final Standings standings = new Standings(
            new InMemoryStandings(clock),
            CidrSet.parse(List.of()),
            List.of(Duration.ofHours(1)),
            Duration.ofMinutes(30),
            new InProcessWindowStore(8L << 20, NanoClock.system(), 42),
            clock,
            ADDRESSES);
    private RunningEvents events;
    private int nextAddress;
    private int nextGuess;

    @Setup
    public void prepare() throws IOException {
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = ClientAddress.parse("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)).orElseThrow();
            subjects[i] = Subject.address(addresses[i]);
            if (i % 2 == 0) {
                standings.change(addresses[i], standing -> standing.withScore(40, clock.instant()));
            }
        }
        for (int i = 0; i < GUESSES; i++) {
            guesses[i] = new Guess("account" + i % 1_000, Optional.empty(), addresses[i % ADDRESSES], "%064x".formatted(i));
        }
        events = RunningEvents.start(
                new DatabaseSettings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1)),
                List.of());
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
    @OperationsPerInvocation(BATCH)
    public int reputation() {
        int found = 0;
        for (int i = 0; i < BATCH; i++) {
            found += standing(address());
        }
        return found;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int rateLimit() {
        int admitted = 0;
        for (int i = 0; i < BATCH; i++) {
            admitted += admit(address());
        }
        return admitted;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int detection() {
        int accepted = 0;
        for (int i = 0; i < BATCH; i++) {
            accepted += guess();
        }
        return accepted;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void eventLog() {
        for (int i = 0; i < BATCH; i++) {
            events.log().record(event);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int all() {
        int sum = 0;
        for (int i = 0; i < BATCH; i++) {
            int address = address();
            sum += standing(address) + admit(address) + guess();
            events.log().record(event);
        }
        return sum;
    }

    private int address() {
        nextAddress = (nextAddress + STRIDE) % ADDRESSES;
        return nextAddress;
    }

    private int standing(int address) {
        ClientAddress client = addresses[address];
        boolean free = standings.banOf(client).isEmpty() && !standings.isAllowed(client);
        return free && standings.multiplierOf(client) >= 1 ? 1 : 0;
    }

    private int admit(int address) {
        return windows.admit(subjects[address], RULES, 1) instanceof Admission.Admitted ? 1 : 0;
    }

    private int guess() {
        Guess guess = guesses[nextGuess++ & GUESSES - 1];
        LoginOutcome<String> outcome = logins.attempt(guess, () -> Optional.of("account"), (_, _) -> {}, value -> value);
        return outcome instanceof LoginOutcome.Accepted<String> ? 1 : 0;
    }
}
