package io.tollgate.benchmarks;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.tollgate.guard.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
    private final RedisClient client = RedisClient.create(server.uri());
    private final StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    private final RedisCommands<byte[], byte[]> redis = connection.sync();
    private final byte[][] keys = new byte[KEYS][];
    private final byte[] value = "v".repeat(100).getBytes(StandardCharsets.US_ASCII);
    private final byte[] other = "other".getBytes(StandardCharsets.US_ASCII);
    private final String script = redis.scriptLoad(READ_ALL);

    @Setup
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ("key" + i).getBytes(StandardCharsets.US_ASCII);
            redis.set(keys[i], value);
        }
    }

    @TearDown
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
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
    public TransactionResult multi() {
        connection.setAutoFlushCommands(false);
        connection.async().multi();
        connection.async().set(keys[0], value);
        connection.async().get(keys[0]);
        RedisFuture<TransactionResult> result = connection.async().exec();
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        return result.toCompletableFuture().join();
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
        List<RedisFuture<byte[]>> reads = new ArrayList<>();
        connection.setAutoFlushCommands(false);
        for (byte[] key : keys) {
            reads.add(connection.async().get(key));
        }
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        LettuceFutures.awaitAll(5, TimeUnit.SECONDS, reads.toArray(RedisFuture[]::new));
        return reads.size();
    }

    @Benchmark
    public int tenReadsOneScript() {
        List<byte[]> values = redis.evalsha(script, ScriptOutputType.MULTI, keys);
        return values.size();
    }
}
