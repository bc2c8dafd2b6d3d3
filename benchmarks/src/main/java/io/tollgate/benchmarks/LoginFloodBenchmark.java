package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.login.LoginOutcome;
import io.tollgate.guard.window.RateLimit;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the login guard adds to a wrong guess, without hash and database, when more wrong guesses from more addresses were
/// made than it can remember and none of them is over.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx512m", "-XX:+UseCompactObjectHeaders"})
public class LoginFloodBenchmark {
    private static final int GUESSES = 1 << 17;
    private static final int BEFORE = GUESSES / 2;
    private static final RateLimit WIDE = RateLimit.parse("1000000/10m");

    private final Guess[] guesses = new Guess[GUESSES];
    private LoginGuard<String> guard;
    private int next;

    @Setup
    public void prepare() {
        guard = new LoginGuard<>(
                new InMemoryLedger(), new LoginBudgets(WIDE, WIDE, WIDE, WIDE, WIDE), Clock.systemUTC(), 4, 64);
        for (int i = 0; i < GUESSES; i++) {
            ClientAddress address = ClientAddress.parse("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff))
                    .orElseThrow();
            guesses[i] = new Guess("account" + i % 1_000, Optional.empty(), address, "%064x".formatted(i));
        }
        for (int i = 0; i < BEFORE; i++) {
            guess(guesses[i]);
        }
        next = BEFORE;
    }

    @Benchmark
    public LoginOutcome<String> wrongGuess() {
        return guess(guesses[next++ & GUESSES - 1]);
    }

    private LoginOutcome<String> guess(Guess guess) {
        return guard.attempt(guess, Optional::empty, (_, _) -> {}, value -> value);
    }
}
