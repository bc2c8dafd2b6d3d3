package io.tollgate.guard.redis;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/// A real Redis of this machine on a free port, without persistence. Ends with the JVM at the latest.
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static @Nullable RedisServer shared;
    private static @Nullable Path binary;

    private final int port;
    private final List<String> settings;
    private final @Nullable Path file;
    private final Path folder;
    private Process process;

    private RedisServer(int port, List<String> settings, @Nullable Path file) {
        this.port = port;
        this.file = file;
        this.settings = List.copyOf(settings);
        try {
            folder = Files.createTempDirectory("redis-" + port);
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitReady();
    }

    /// A server of one's own.
    ///
    /// @param settings as on the command line, such as `--maxmemory`, `2mb`
    public static RedisServer start(String... settings) {
        return new RedisServer(Ports.free(), List.of(settings), null);
    }

    /// A Sentinel that alone may replace the master `main`, and does within a second or two.
    public static RedisServer startSentinel(RedisServer master) {
        try {
            Path file = Files.createTempFile("sentinel", ".conf");
            Files.writeString(file, """
                    sentinel monitor main 127.0.0.1 %d 1
                    sentinel down-after-milliseconds main 300
                    sentinel failover-timeout main 1000
                    """.formatted(master.port));
            return new RedisServer(Ports.free(), List.of("--sentinel"), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one that tests which disturb nothing share.
    public static synchronized RedisServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static synchronized Path binary() throws IOException {
        if (binary == null) {
            binary = ExecutableProvider.newJarResourceProvider().get().toPath();
        }
        return binary;
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(binary().toString()));
        if (file != null) {
            command.add(file.toString());
        }
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString()));
        if (file == null) {
            command.addAll(List.of("--save", "", "--appendonly", "no"));
        }
        command.addAll(settings);
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    }

    private void awaitReady() {
        Eventually.within(PATIENCE, "Redis on port " + port, () -> {
            try {
                return command("PING").equals("PONG");
            } catch (UncheckedIOException _) {
                return false;
            }
        });
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /// Sends a command on a connection of its own.
    ///
    /// @return the first line of the answer without its type, or of a string its text
    public String command(String... words) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return Resp.ask(socket, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the process without any warning.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Stops the process where it is; the system goes on acknowledging what is sent to it.
    public void freeze() {
        signal("-STOP");
    }

    /// Goes on after [#freeze]; does nothing to a process that runs, or is no more.
    public void thaw() {
        if (!isDead()) {
            signal("-CONT");
        }
    }

    public boolean isDead() {
        return !process.isAlive();
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", signal, "" + process.pid()).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill " + signal + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts the process again after [#kill], empty, on the same port.
    public void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    @Override
    public void close() {
        kill();
    }
}
