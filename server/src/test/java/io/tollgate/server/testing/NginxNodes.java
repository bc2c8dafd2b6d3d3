package io.tollgate.server.testing;

import io.tollgate.guard.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The nginx of this machine with `deploy/nginx/nodes.conf` in front of three nodes, without its TLS.
public final class NginxNodes implements AutoCloseable {
    private static final Path CONFIGURATION = Path.of("..", "deploy", "nginx", "nodes.conf");
    private static final int FIRST_PORT_THERE = 8081;

    private final ProxyProcess process;
    private final Path folder;
    private final int port;

    private NginxNodes(ProxyProcess process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /// @param folder    of its own
    /// @param nodes     ports of the three
    /// @param keepAlive how long it keeps an idle connection to a node, in the notation of nginx
    public static NginxNodes start(Path folder, List<Integer> nodes, String keepAlive) {
        try {
            int port = Ports.free();
            String http = nodesConfiguration(folder, port, nodes, keepAlive);
            return new NginxNodes(Nginx.start(folder, http, port), folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        process.close();
    }
}
