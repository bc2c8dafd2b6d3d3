package io.tollgate.server.testing;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.TollgateServer;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server in this process, on a free port, with a folder of its own.
public final class TestServer implements AutoCloseable {
    public static final String ADMIN = "admin@example.org";
    public static final String ADMIN_PASSWORD = "the admin's own passphrase";

    private final TollgateServer server;
    private final Map<String, String> settings;
    private final Path dataDir;
    private final boolean ownsFolder;

    private TestServer(TollgateServer server, Map<String, String> settings, Path dataDir, boolean ownsFolder) {
        this.server = server;
        this.settings = settings;
        this.dataDir = dataDir;
        this.ownsFolder = ownsFolder;
    }

    public static TestServer start(InstantSource clock, Map<String, String> settings) {
        return start(clock, System::nanoTime, settings, temporaryFolder(), true);
    }

    /// A server for which monotonic time, too, is what the test says.
    public static TestServer start(InstantSource clock, LongSupplier nanoTime, Map<String, String> settings) {
        return start(clock, nanoTime, settings, temporaryFolder(), true);
    }

    /// A server on a folder that outlives it.
    public static TestServer start(InstantSource clock, Map<String, String> settings, Path dataDir) {
        return start(clock, System::nanoTime, settings, dataDir, false);
    }

    private static TestServer start(
            InstantSource clock,
            LongSupplier nanoTime,
            Map<String, String> settings,
            Path dataDir,
            boolean ownsFolder) {
        Map<String, String> all = new HashMap<>(Map.of(
                "port", "0",
                "data.dir", dataDir.toString(),
                "admin.email", ADMIN,
                "admin.password", ADMIN_PASSWORD,
                // All tests come from one address; those about the guard switch it on.
                "guard.layers", "none"));
        all.putAll(settings);
        if (ownsFolder && !all.containsKey("database.url")) {
            all.putAll(TestDatabase.SQLITE.freshSettings(dataDir));
        }
        Settings parsed = Settings.from(SettingsLoader.load(all, Map.of(), Optional.empty()));
        return new TestServer(TollgateServer.start(parsed, clock, nanoTime), all, dataDir, ownsFolder);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("tollgate-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every endpoint, as `GET /path`.
    public Set<String> endpoints() {
        return server.endpoints().stream().map(Endpoint::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Those of them that count against a limit, of which a client can send too many requests.
    public Set<String> limitedEndpoints() {
        return server.endpoints().stream()
                .filter(endpoint -> endpoint.charge() != Charge.NONE)
                .map(Endpoint::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public URI uri() {
        String scheme = settings.containsKey("tls.certificate") ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.port());
    }

    public int port() {
        return server.port();
    }

    /// Does now what is done once an hour.
    public void maintain() {
        server.maintain();
    }

    /// How many passwords were hashed since the start.
    public int openConnections() {
        return server.openConnections();
    }

    public long passwordHashes() {
        return server.passwordHashes();
    }

    public Path dataDir() {
        return dataDir;
    }

    /// A connection of its own to the server's database, to look behind its back.
    public Connection database() {
        try {
            return DriverManager.getConnection(
                    settings.getOrDefault("database.url", "jdbc:sqlite:" + dataDir.resolve("tollgate.db")),
                    settings.get("database.user"),
                    settings.get("database.password"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns once every mail was sent or is done with otherwise.
    public void awaitMailsDone() {
        Eventually.within(Duration.ofSeconds(20), "no mail waits", () -> {
            try (Connection connection = database();
                    ResultSet row = connection
                            .createStatement()
                            .executeQuery("SELECT COUNT(*) FROM mail_outbox WHERE finished_at IS NULL")) {
                return row.next() && row.getLong(1) == 0;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public ApiClient client() {
        return new ApiClient(uri());
    }

    /// A client that believes this certificate, which the server is to show.
    public ApiClient client(TestCertificate certificate) {
        return new ApiClient(uri(), certificate.trusted());
    }

    @Override
    public void close() {
        server.close();
        if (ownsFolder) {
            delete(dataDir);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
