package io.tollgate.benchmarks;

import io.tollgate.guard.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Response;

/// How long a caller waits for a command, and for ten values read one by one, by one command, by a pipeline and by one
/// script. Values of 100 bytes; one caller on one connection to a Redis that the benchmark starts on this machine, so what is
/// saved is the way there and back, which is longer between machines.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class RedisOperationBenchmark {
    private static final int KEYS = 10;
    private static final String READ_ALL = "local r = {} for i, k in ipairs(KEYS) do r[i] = redis.call('GET', k) end return r";

    private final RedisServer server = RedisServer.start();
    private final Jedis redis = new Jedis(new HostAndPort("127.0.0.1", server.port()));
    private final byte[][] keys = new byte[KEYS][];
    private final byte[] value = "v".repeat(100).getBytes(StandardCharsets.US_ASCII);
    private final byte[] other = "other".getBytes(StandardCharsets.US_ASCII);
    private final byte[] script = redis.scriptLoad(READ_ALL.getBytes(StandardCharsets.US_ASCII));

    @Setup
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ("key" + i).getBytes(StandardCharsets.US_ASCII);
            redis.set(keys[i], value);
        }
    }

    @TearDown
    public void close() {
        redis.close();
        server.close();
    }

    @Benchmark
    public byte[] get() {
        return redis.get(keys[0]);
    }

    @Benchmark
    public String set() {
        return redis.set(keys[0], value);
    }

    /// Of a key that is not there, as there is nothing to set it with in between.
    @Benchmark
    public long del() {
        return redis.del(other);
    }

    /// `MULTI`, a write, a read, `EXEC`, sent without waiting in between.
    @Benchmark
    public List<Object> multi() {
        try (var transaction = redis.multi()) {
            transaction.set(keys[0], value);
            transaction.get(keys[0]);
            return transaction.exec();
        }
    }

    @Benchmark
    public int tenReads() {
        int found = 0;
        for (byte[] key : keys) {
            found += redis.get(key).length;
        }
        return found;
    }

    @Benchmark
    public int tenReadsOneCommand() {
        return redis.mget(keys).size();
    }

    @Benchmark
    public int tenReadsPipelined() {
        int found = 0;
        try (var pipeline = redis.pipelined()) {
            List<Response<byte[]>> reads = Arrays.stream(keys).map(pipeline::get).toList();
            pipeline.sync();
            for (Response<byte[]> read : reads) {
                found += read.get().length;
            }
        }
        return found;
    }

    @Benchmark
    public int tenReadsOneScript() {
        return ((List<?>) redis.evalsha(script, KEYS, keys)).size();
    }
}
