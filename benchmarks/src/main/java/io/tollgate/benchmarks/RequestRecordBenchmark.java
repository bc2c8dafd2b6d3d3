package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.RequestObserver;
import io.tollgate.server.metrics.Meters;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What recording a request costs: its latency, its status and its address. Threads are chosen on the command line (`-t 1`,
/// `-t 2`), allocation is shown by `-prof gc`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-XX:+UseCompactObjectHeaders"})
public class RequestRecordBenchmark {
    private static final int ENDPOINTS = 40;
    private static final int REQUESTS = 1 << 14;
    private static final int[] STATUSES = {200, 200, 200, 200, 200, 404, 401, 503};

    private final RequestObserver observer = new Meters(new SecureRandom()).requests();
    private final RequestObserver.Answers[] endpoints = new RequestObserver.Answers[ENDPOINTS];
    private final ClientAddress[] clients = new ClientAddress[REQUESTS];
    private final long[] nanos = new long[REQUESTS];

    public RequestRecordBenchmark() {
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints[i] = observer.of(Endpoint.get("/api/endpoint" + i, Access.everyone(), call -> {}));
        }
        Random random = new Random(42);
        for (int i = 0; i < REQUESTS; i++) {
            nanos[i] = Math.round(Math.exp(random.nextDouble() * 10) * 100_000);
            clients[i] = ClientAddress.parse("10." + (i >> 12) + "." + (i >> 4 & 0xff) + "." + (i & 0xf)).orElseThrow();
        }
    }

    /// Where a thread is in the sequence of requests.
    @State(Scope.Thread)
    public static class Position {
        private int next = ThreadLocalRandom.current().nextInt(REQUESTS);
    }

    /// Everything that a request adds, but for reading the time twice.
    @Benchmark
    public void record(Position position) {
        int i = position.next++ & REQUESTS - 1;
        observer.arrived(clients[i]);
        endpoints[i % ENDPOINTS].answered(STATUSES[i & 7], nanos[i]);
    }

    /// All threads on one endpoint and one status: the worst that there is.
    @Benchmark
    public void recordOneEndpoint(Position position) {
        int i = position.next++ & REQUESTS - 1;
        observer.arrived(clients[i]);
        endpoints[0].answered(200, nanos[i]);
    }

    /// Together with reading the time at the begin and at the end.
    @Benchmark
    public void recordTimed(Position position) {
        int i = position.next++ & REQUESTS - 1;
        long began = System.nanoTime();
        observer.arrived(clients[i]);
        endpoints[i % ENDPOINTS].answered(STATUSES[i & 7], System.nanoTime() - began + nanos[i]);
    }
}
