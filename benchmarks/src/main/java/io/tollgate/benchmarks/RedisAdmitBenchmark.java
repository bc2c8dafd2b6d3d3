package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.window.Subject;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How many decisions a second over three windows (files 600/10m, default 600/10m, bot 49/1m) one Redis answers to many
/// callers that share one connection, or with `-p connections=1,2,4` several: virtual threads, as the server's are, each with one request under way. The Redis is
/// started by the benchmark and shares the machine's cores with it.
///
/// | implementation | commands for an admitted request | for a refused one | what it admits |
/// |---|---|---|---|
/// | `WINDOWS` | 1: `EVALSHA` | 1 | in no period more than the limit |
/// | `BUCKET4J_ONE_KEY` | 2: `GET`, `EVAL` | 1 | up to twice the limit in a period |
/// | `BUCKET4J_THREE_KEYS` | 6 | 1 to 5 | up to twice the limit in a period |
///
/// What is not equal, and which side it favours:
///
/// - **Exactness.** Windows remember when each request came; a token bucket remembers one number and, when it is full, admits
///   a whole limit at once and up to another while it refills. The bucket is less to read and to write.
/// - **All or nothing.** Windows and the bucket under one key count a request under all limits or under none. Three buckets
///   cannot: what the third refuses has taken from the first two. Giving that back would cost more commands than are counted
///   here. Each is asked only if those before it admitted.
/// - **Contention.** A bucket is written only if nobody else wrote it since it was read, and otherwise read again. With many
///   subjects, and with one that is refused and so not written, that hardly happens; one busy subject that is admitted, where
///   it would, is not measured.
/// - **Clock.** Windows take the server's; buckets the caller's, which all nodes must then agree on.
/// - **Client.** The windows send by a connection of their own make, which writes together what waits; Bucket4j is given one of
///   Lettuce, with its native transport and its defaults, as in its documentation.
///
/// An operation is one decision. An invocation starts the callers and waits for the last, so JMH is to use one thread: its own
/// threads spin until an iteration's preparation is over, and would take the cores from it.
///
/// A figure counts only beside the others of the same run; the counters `admitted` and `refused` show that the traffic was
/// what its name says.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class RedisAdmitBenchmark {
    /// So many that starting the callers, and waiting for the last alone, is little beside them.
    private static final int DECISIONS = 4_096;

    @Param
    public Implementation implementation = Implementation.WINDOWS;
    @Param
    public Traffic traffic = Traffic.UNIFORM;
    /// A divisor of [#DECISIONS], so that each asks equally often.
    @Param("32")
    public int callers = 32;
    /// That the callers of `WINDOWS` share; Bucket4j is given one.
    @Param("1")
    public int connections = 1;

    private final RedisServer server = RedisServer.start();
    private RedisLimiter limiter;
    private Subject[] subjects = {};

    /// What is compared.
    public enum Implementation { WINDOWS, BUCKET4J_ONE_KEY, BUCKET4J_THREE_KEYS }

    /// Whose requests come.
    public enum Traffic {
        /// 20,000 subjects with equal shares. All are admitted: in an iteration of a few seconds none reaches its limit.
        UNIFORM(20_000),
        /// One subject that has used up a limit: nearly all is refused.
        HOT(1);

        private final int subjects;

        Traffic(int subjects) {
            this.subjects = subjects;
        }
    }

    @Setup
    public void connect() {
        if (callers < 1 || DECISIONS % callers != 0) {
            throw new IllegalArgumentException("callers must be a divisor of " + DECISIONS + ", not " + callers);
        }
        if (connections != 1 && implementation != Implementation.WINDOWS) {
            throw new IllegalArgumentException(implementation + " has one connection, not " + connections);
        }
        limiter = switch (implementation) {
            case WINDOWS -> new RedisLimiter.Windows(server.uri(), connections);
            case BUCKET4J_ONE_KEY -> RedisLimiter.Buckets.underOneKey(server.uri());
            case BUCKET4J_THREE_KEYS -> RedisLimiter.Buckets.underKeyPerLimit(server.uri());
        };
        subjects = new Subject[traffic.subjects];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = Subject.address(ClientAddress.parse("10.0." + i / 256 + "." + i % 256).orElseThrow());
        }
    }

    /// Each iteration begins with the same windows, however many requests those before it made: every subject is known, and
    /// the hot one is refused.
    @Setup(Level.Iteration)
    public void fill() {
        server.command("FLUSHALL");
        Arrays.stream(subjects).parallel().forEach(limiter::admits);
        if (traffic == Traffic.HOT) {
            exhaust(subjects[0]);
        }
    }

    private void exhaust(Subject subject) {
        boolean admitted = true;
        while (admitted) {
            admitted = limiter.admits(subject);
        }
    }

    @TearDown
    public void close() {
        limiter.close();
        server.close();
    }

    /// What became of the requests.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Outcomes {
        public long admitted;
        public long refused;
    }

    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public int admit(Outcomes outcomes) throws InterruptedException, ExecutionException {
        Callable<Integer> caller = this::ask;
        int admitted = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> asked : executor.invokeAll(Collections.nCopies(callers, caller))) {
                admitted += asked.get();
            }
        }
        outcomes.admitted += admitted;
        outcomes.refused += DECISIONS - admitted;
        return admitted;
    }

    /// What one caller does.
    ///
    /// @return how many of its requests were admitted
    private int ask() {
        int admitted = 0;
        for (int i = 0; i < DECISIONS / callers; i++) {
            admitted += limiter.admits(subjects[ThreadLocalRandom.current().nextInt(subjects.length)]) ? 1 : 0;
        }
        return admitted;
    }
}
