package io.tollgate.lab.testing;

import io.tollgate.guard.testing.Ports;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.run.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.HttpsURLConnection;

/// A real Tollgate server in a JVM of its own, on an empty folder.
public final class TestServer implements AutoCloseable {
    public static final Credentials ADMIN = new Credentials("admin@lab.example", "the passphrase of the tests");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final URI uri;
    private final Trust trust;

    private TestServer(Process process, URI uri, Trust trust) {
        this.process = process;
        this.uri = uri;
        this.trust = trust;
    }

    public static TestServer start(Path folder, String... settings) throws IOException {
        return start("io.tollgate.server.cli.Tollgate", folder, settings);
    }

    /// @param mainClass what starts the server
    public static TestServer start(String mainClass, Path folder, String... settings) throws IOException {
        return start(mainClass, "http", Trust.ofSystem(), folder, settings);
    }

    /// One that speaks TLS.
    public static TestServer start(OwnCertificate certificate, Path folder) throws IOException {
        return start(
                "io.tollgate.server.cli.Tollgate",
                "https",
                Trust.of(certificate.certificate()),
                folder,
                "--tls.certificate",
                certificate.certificate().toString(),
                "--tls.key",
                certificate.key().toString());
    }

    private static TestServer start(String mainClass, String scheme, Trust trust, Path folder, String... settings)
            throws IOException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                "serve",
                "--port",
                String.valueOf(port),
                "--data.dir",
                folder.toString(),
                "--admin.email",
                ADMIN.email(),
                "--admin.password",
                ADMIN.password()));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        TestServer server = new TestServer(process, URI.create(scheme + "://127.0.0.1:" + port), trust);
        server.awaitReady();
        return server;
    }

    private void awaitReady() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                close();
                throw new IllegalStateException("the server did not start");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) uri.resolve("/readyz").toURL().openConnection();
            if (connection instanceof HttpsURLConnection secured) {
                secured.setSSLSocketFactory(trust.context().getSocketFactory());
            }
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public URI uri() {
        return uri;
    }

    /// Lets it hang: it takes connections and answers nothing. End it with [#kill].
    public void freeze() {
        try {
            new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends it without any warning.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
