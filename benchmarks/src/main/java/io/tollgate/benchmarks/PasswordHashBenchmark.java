package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.server.argon2.Argon2id;
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

/// One password hash, with today's parameters, by each implementation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
public class PasswordHashBenchmark {
    @Param
    public Implementation implementation = Implementation.LIBSODIUM;

    private final Argon2id function = new Argon2id(19_456, 2, 1);
    private final byte[] password = "correct horse battery staple".getBytes(UTF_8);
    private byte[] salt = {};

    /// libsodium computes with salts of 16 bytes, Bouncy Castle with all others.
    public enum Implementation {
        LIBSODIUM(16),
        BOUNCY_CASTLE(17);

        private final int saltBytes;

        Implementation(int saltBytes) {
            this.saltBytes = saltBytes;
        }
    }

    @Setup
    public void prepare() {
        salt = new byte[implementation.saltBytes];
    }

    @Benchmark
    public byte[] hash() {
        return function.hash(password, salt, 32);
    }
}
