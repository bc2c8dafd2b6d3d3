package io.tollgate.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server in a JVM of its own, started as a person starts it.
public final class ChildServer implements AutoCloseable {
    private static final String LISTENS = "Tollgate listens on ";

    private final Process process;
    private final StringBuffer said = new StringBuffer();
    private final Thread listener;
    private final URI uri;

    private ChildServer(Process process) throws IOException {
        this.process = process;
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.uri = address(lines);
        this.listener = Thread.ofVirtual().start(() -> lines.lines().forEach(this::keep));
    }

    private void keep(String line) {
        said.append(line).append('\n');
    }

    /// Starts it and waits until it listens.
    public static ChildServer start(Path dataDir, List<String> jvmOptions, Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(), "io.tollgate.server.cli.Tollgate", "serve"));
        command.addAll(List.of("--port", "0", "--data.dir", dataDir.toString()));
        command.addAll(List.of("--admin.email", TestServer.ADMIN, "--admin.password", TestServer.ADMIN_PASSWORD));
        // All tests come from one address; those about the guard switch it on.
        if (!settings.containsKey("guard.layers")) {
            command.addAll(List.of("--guard.layers", "none"));
        }
        settings.forEach((key, value) -> command.addAll(List.of("--" + key, value)));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new ChildServer(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where classes are for a JVM of its own.
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private URI address(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            keep(line);
            if (line.startsWith(LISTENS)) {
                return URI.create(line.substring(LISTENS.length()));
            }
        }
        throw new IllegalStateException("the server did not start:\n" + said);
    }

    public ApiClient client() {
        return new ApiClient(uri);
    }

    public URI uri() {
        return uri;
    }

    /// All that it wrote; after [#close] to the end.
    public String said() {
        return said.toString();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Ends it without giving it a chance to do anything more.
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Asks it to stop, and waits until it has.
    @Override
    public void close() {
        // Not the process itself, which would also close what it still has to say.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
