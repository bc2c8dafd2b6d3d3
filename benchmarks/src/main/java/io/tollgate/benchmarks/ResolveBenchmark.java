package io.tollgate.benchmarks;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.address.TrustedProxies;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/// What finding the client behind trusted proxies costs, also when the header is as large and as bad as can be.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class ResolveBenchmark {
    @Param
    public Header header = Header.ORDINARY;

    private final TrustedProxies proxies = new TrustedProxies(CidrSet.parse(List.of("10.0.0.0/8", "fd00::/8")));
    private final ClientAddress peer = ClientAddress.parse("10.0.0.1").orElseThrow();
    private List<String> lines = List.of();

    /// A value of X-Forwarded-For.
    public enum Header {
        /// One client, one proxy.
        ORDINARY("203.0.113.7, 10.0.0.2"),
        /// Ten thousand hops, all of them trusted.
        TEN_THOUSAND_HOPS("10.0.0.2, ".repeat(10_000)),
        /// 64 KB without a comma.
        NO_COMMA("x".repeat(64 * 1024));

        private final String value;

        Header(String value) {
            this.value = value;
        }
    }

    @Setup
    public void prepare() {
        lines = List.of(header.value);
    }

    @Benchmark
    public ClientAddress resolve() {
        return proxies.resolve(peer, lines, List.of());
    }
}
