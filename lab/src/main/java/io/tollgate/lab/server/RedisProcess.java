package io.tollgate.lab.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/// A Redis of the lab's own on a free port, empty, without persistence; ended with this object.
public final class RedisProcess implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    private static final long START_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final Path folder;
    private final int port;

    private RedisProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public static RedisProcess start() throws IOException, InterruptedException {
        Started started = Started.inThisJvm();
        Path folder = started.folder("tollgate-lab-redis");
        try {
            int port = FreePort.find();
            Process process = started.run(new ProcessBuilder(
                            ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getPath(),
                            "--port", String.valueOf(port),
                            "--bind", "127.0.0.1",
                            "--dir", folder.toString(),
                            "--save", "",
                            "--appendonly", "no")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile()));
            RedisProcess redis = new RedisProcess(process, folder, port);
            redis.awaitReady();
            return redis;
        } catch (IOException | InterruptedException e) {
            started.delete(folder);
            throw e;
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_WITHIN_NANOS;
        try {
            while (System.nanoTime() < end && process.isAlive()) {
                try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return;
                } catch (IOException e) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
        } catch (InterruptedException e) {
            Started.inThisJvm().end(process, STOP_WITHIN);
            throw e;
        }
        Started.inThisJvm().end(process, STOP_WITHIN);
        throw new IOException("Redis did not start: " + Files.readString(folder.resolve("redis.log")));
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        Started.inThisJvm().end(process, STOP_WITHIN);
        Started.inThisJvm().delete(folder);
    }
}
