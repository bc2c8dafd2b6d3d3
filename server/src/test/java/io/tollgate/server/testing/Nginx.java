package io.tollgate.server.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nginx with a configuration of the test's.
public final class Nginx implements AutoCloseable {
    private final Process process;

    private Nginx(Process process) {
        this.process = process;
    }

    public static boolean isInstalled() {
        return Programs.find(List.of("nginx")).isPresent();
    }

    /// Returns when it listens.
    ///
    /// @param http what stands in the block `http`
    public static Nginx start(Path folder, String http, int port) throws IOException {
        String temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
                .reduce("", String::concat);
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "pid " + folder.resolve("nginx.pid") + ";\nevents {}\nhttp {\naccess_log off;\n" + temporary + http + "\n}\n");
        Process process = new ProcessBuilder(
                        "nginx", "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString(), "-g",
                        "daemon off; master_process off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        Nginx nginx = new Nginx(process);
        try {
            Eventually.within(Duration.ofSeconds(20), "nginx listens", () -> listens(port));
            return nginx;
        } catch (AssertionError e) {
            nginx.close();
            throw new AssertionError(Files.readString(folder.resolve("nginx.log")), e);
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
