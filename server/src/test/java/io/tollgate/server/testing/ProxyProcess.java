package io.tollgate.server.testing;

import io.tollgate.guard.testing.Eventually;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real proxy, run for a test.
public final class ProxyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;

    private ProxyProcess(Process process) {
        this.process = process;
    }

    /// Returns when it listens.
    ///
    /// @param log where what it prints is written
    /// @throws AssertionError with what it printed when it does not listen
    public static ProxyProcess start(List<String> command, Path log, int port) throws IOException {
        ProxyProcess proxy = new ProxyProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
        try {
            Eventually.within(PATIENCE, command.getFirst() + " listens", () -> listens(port));
            return proxy;
        } catch (AssertionError e) {
            proxy.close();
            throw new AssertionError(Files.readString(log), e);
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
