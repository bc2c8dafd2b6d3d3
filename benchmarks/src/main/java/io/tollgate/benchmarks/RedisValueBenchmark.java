package io.tollgate.benchmarks;

import io.tollgate.guard.redis.RedisServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/// Whether compressing values pays: a value of JSON lines is written and read again, as it is or deflated at the fastest
/// level. On this machine, where bytes cost next to nothing on the way, so it shows compression at its worst.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m", "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class RedisValueBenchmark {
    @Param({"100", "1024", "8192", "65536"})
    public int bytes = 100;
    @Param
    public Form form = Form.PLAIN;

    private final RedisServer server = RedisServer.start();
    private final Jedis redis = new Jedis(new HostAndPort("127.0.0.1", server.port()));
    private final byte[] key = "key".getBytes(StandardCharsets.US_ASCII);
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] value = {};

    /// How a value is kept.
    public enum Form { PLAIN, DEFLATED }

    @Setup
    public void prepare() {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append("{\"id\":\"%016x\",\"address\":\"10.%d.%d.1\",\"score\":%d,\"reason\":\"login-address\"}\n"
                    .formatted(random.nextLong(), random.nextInt(256), random.nextInt(256), random.nextInt(100)));
        }
        value = Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), bytes);
    }

    @TearDown
    public void close() {
        redis.close();
        server.close();
        deflater.end();
        inflater.end();
    }

    @Benchmark
    public int writeAndRead() throws DataFormatException {
        redis.set(key, form == Form.PLAIN ? value : deflate(value));
        byte[] read = redis.get(key);
        return form == Form.PLAIN ? read.length : inflate(read).length;
    }

    private byte[] deflate(byte[] plain) {
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 64);
        byte[] buffer = new byte[8_192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        return out.toByteArray();
    }

    private byte[] inflate(byte[] deflated) throws DataFormatException {
        inflater.reset();
        inflater.setInput(deflated);
        byte[] plain = new byte[bytes];
        int length = 0;
        while (length < bytes && !inflater.finished()) {
            length += inflater.inflate(plain, length, bytes - length);
        }
        return plain;
    }
}
