package io.tollgate.lab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/// A Redis of the lab's own on a free port, empty, without persistence; ended with this object.
public final class RedisProcess implements AutoCloseable {
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
        Path folder = Files.createTempDirectory("tollgate-lab-redis");
        int port = freePort();
        Process process = new ProcessBuilder(
                        ExecutableProvider.newJarResourceProvider().get().getPath(),
                        "--port", String.valueOf(port),
                        "--bind", "127.0.0.1",
                        "--dir", folder.toString(),
                        "--save", "",
                        "--appendonly", "no")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        RedisProcess redis = new RedisProcess(process, folder, port);
        redis.awaitReady();
        return redis;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_WITHIN_NANOS;
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        String log = Files.readString(folder.resolve("redis.log"));
        close();
        throw new IOException("Redis did not start: " + log);
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            ServerProcess.delete(folder);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " could not be removed", e);
        }
    }
}
