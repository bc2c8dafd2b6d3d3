package io.tollgate.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The nginx of this machine with `deploy/nginx/nodes.conf` in front of three nodes, without its TLS.
public final class NginxNodes implements AutoCloseable {
    private static final Path CONFIGURATION = Path.of("..", "deploy", "nginx", "nodes.conf");
    private static final int FIRST_PORT_THERE = 8081;

    private final Process process;
    private final Path folder;
    private final int port;

    private NginxNodes(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public static boolean isInstalled() {
        return Programs.find(List.of("nginx")).isPresent();
    }

    /// @param folder    of its own
    /// @param nodes     ports of the three
    /// @param keepAlive how long it keeps an idle connection to a node, in the notation of nginx
    public static NginxNodes start(Path folder, List<Integer> nodes, String keepAlive) {
        try {
            int port = freePort();
            Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                    pid '%1$s/nginx.pid';
                    error_log stderr;
                    %3$s
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path '%1$s/body';
                      proxy_temp_path '%1$s/proxy';
                      %2$s
                    }
                    """.formatted(folder, nodesConfiguration(folder, port, nodes, keepAlive), workers()));
            Process process = new ProcessBuilder(
                            "nginx", "-p", folder.toString(), "-c", configuration.toString(), "-g", "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            NginxNodes nginx = new NginxNodes(process, folder, port);
            Eventually.within(Duration.ofSeconds(20), "nginx listens", nginx::listens);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Workers of a superuser's nginx would else be somebody who cannot look into the folder.
    private static String workers() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }

    private static String nodesConfiguration(Path folder, int port, List<Integer> nodes, String keepAlive)
            throws IOException {
        String text = Files.readString(CONFIGURATION)
                .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";")
                .replaceAll("(?m)^ *ssl_.*$", "")
                .replaceAll("keepalive_timeout \\w+;", "keepalive_timeout " + keepAlive + ";")
                .replace("/run/tollgate/", folder + "/");
        for (int i = 0; i < nodes.size(); i++) {
            text = text.replace("127.0.0.1:" + (FIRST_PORT_THERE + i), "127.0.0.1:" + nodes.get(i));
        }
        return text;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public ApiClient client() {
        return new ApiClient(URI.create("http://127.0.0.1:" + port));
    }

    /// Sends nothing new to a node, the first of which is 0.
    public void takeOut(int node) throws IOException {
        Files.createFile(fileOf(node));
    }

    public void takeIn(int node) throws IOException {
        Files.delete(fileOf(node));
    }

    private Path fileOf(int node) {
        return folder.resolve("out-" + (node + 1));
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
