package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.NanoClock;
import io.tollgate.guard.window.Subject;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/// What one decision over three windows costs: endpoint 600/10m, default 600/10m, bot 49/1m.
///
/// Threads are chosen on the command line (`-t 1`, `-t 2`), allocation is shown by `-prof gc`. Beside the time it counts how
/// many requests were admitted and refused, since the two cost different.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-XX:+UseCompactObjectHeaders"})
public class AdmitBenchmark {
    @Param
    public Implementation implementation = Implementation.WINDOWS;
    @Param
    public KeyDistribution keys = KeyDistribution.UNIFORM;

    private Limiter limiter = new Limiter.Windows(NanoClock.system());
    private Subject[] subjects = {};
    private int[] draws = {};

    /// What is compared.
    public enum Implementation { WINDOWS, BUCKET4J }

    @Setup
    public void prepare() {
        long start = System.nanoTime();
        long speed = keys.speed();
        NanoClock clock = () -> (System.nanoTime() - start) * speed;
        limiter = switch (implementation) {
            case WINDOWS -> new Limiter.Windows(clock);
            case BUCKET4J -> new Limiter.Buckets(clock);
        };
        draws = keys.draw(42);
        subjects = new Subject[keys.keys()];
        for (int i = 0; i < subjects.length; i++) {
            String text = "10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
            subjects[i] = Subject.address(ClientAddress.parse(text).orElseThrow());
        }
    }

    /// Where a thread is in the sequence of keys.
    @State(Scope.Thread)
    public static class Position {
        private int next = ThreadLocalRandom.current().nextInt(1 << 20);
    }

    /// What became of the requests.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Outcomes {
        public long admitted;
        public long refused;
    }

    @Benchmark
    public long admit(Position position, Outcomes outcomes) {
        Subject subject = subjects[draws[position.next++ & draws.length - 1]];
        long wait = limiter.waitNanos(subject);
        if (wait == 0) {
            outcomes.admitted++;
        } else {
            outcomes.refused++;
        }
        return wait;
    }
}
