package io.tollgate.server.testing;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The PostgreSQL that is installed on this machine with all its programs, which the artifacts of these tests have not.
public final class InstalledPostgres implements AutoCloseable {
    private static final Path FOLDER = Path.of("/usr/lib/postgresql");
    private static final List<String> PROGRAMS = List.of("initdb", "postgres", "pg_dump", "pg_restore");
    public static final String USER = "postgres";
    public static final String PASSWORD = "the database's own passphrase";

    private final Path bin;
    private final int port;
    private final Process process;

    private InstalledPostgres(Path bin, int port, Process process) {
        this.bin = bin;
        this.port = port;
        this.process = process;
    }

    /// Where its programs are: the newest, if there is any.
    public static Optional<Path> bin() {
        if (!Files.isDirectory(FOLDER)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(FOLDER)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> PROGRAMS.stream().map(bin::resolve).allMatch(Files::isExecutable))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param folder for its data
    public static InstalledPostgres start(Path bin, Path folder) {
        try {
            Path data = folder.resolve("postgresql");
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            run(folder, bin.resolve("initdb").toString(), "-D", data.toString(), "-U", USER, "-E", "UTF8", "--locale=C",
                            "--no-sync", "--auth=scram-sha-256", "--pwfile=" + password)
                    .waitFor();
            int port = Ports.free();
            Process process = run(folder, bin.resolve("postgres").toString(), "-D", data.toString(), "-p",
                    String.valueOf(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
                    "fsync=off");
            InstalledPostgres postgres = new InstalledPostgres(bin, port, process);
            Eventually.within(Duration.ofSeconds(30), "PostgreSQL answers", postgres::answers);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process run(Path folder, String... words) throws IOException {
        // PostgreSQL refuses root, who is somebody else in a user namespace of his own.
        List<String> command = new ArrayList<>(
                "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of());
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("postgresql.log").toFile()))
                .start();
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), USER, PASSWORD);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Makes an empty database, and gives the settings that lead to it.
    public Map<String, String> create(String database) {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE DATABASE " + database);
            return Map.of(
                    "database.url", url(database), "database.user", USER, "database.password", PASSWORD,
                    "database.pool-size", "3");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs a line of shell with its programs first on PATH and the password where they look for it.
    ///
    /// @return what was said
    public String shell(String line) {
        try {
            ProcessBuilder shell = new ProcessBuilder("sh", "-ec", line).redirectErrorStream(true);
            shell.environment().put("PATH", bin + ":" + System.getenv("PATH"));
            shell.environment().put("PGPASSWORD", PASSWORD);
            shell.environment().put("PGHOST", "127.0.0.1");
            shell.environment().put("PGPORT", String.valueOf(port));
            shell.environment().put("PGUSER", USER);
            Process running = shell.start();
            String said = new String(running.getInputStream().readAllBytes());
            if (running.waitFor() != 0) {
                throw new IllegalStateException(line + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // Without unshare's name, for it becomes the program; SIGTERM would wait for connections.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
