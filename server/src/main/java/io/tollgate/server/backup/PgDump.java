package io.tollgate.server.backup;

import io.tollgate.server.settings.Settings.DatabaseSettings;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How PostgreSQL's own program makes the copy, as a person types it. The password is not on the command line, where every
/// user of the machine could read it.
public final class PgDump {

    private PgDump() {}

    /// Lines for a shell: the database first, then the files.
    ///
    /// @param url  of the settings, with a password or without
    /// @param file to be written
    public static List<String> lines(DatabaseSettings settings, String url, Path dataDir, Path file) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of("."));
        return List.of(
                "umask 077",
                line(dump(settings, url, file)),
                line(Stream.of("cp", "-a", dataDir.resolve("files").toString(), folder + "/")));
    }

    private static Stream<String> dump(DatabaseSettings settings, String url, Path file) {
        Map<String, String> target = parts(url);
        Optional<String> user = settings.user().or(() -> part(target, "user"));
        return Stream.of(
                        part(target, "sslmode").map(mode -> "PGSSLMODE=" + mode),
                        part(target, "sslrootcert").map(certificate -> "PGSSLROOTCERT=" + certificate),
                        Optional.of("pg_dump"),
                        Optional.of("--format=custom"),
                        Optional.of("--file=" + file),
                        // Named always, for without one it would be a socket, unlike with the driver.
                        Optional.of("--host=" + part(target, "PGHOST").orElse("localhost")),
                        part(target, "PGPORT").map(port -> "--port=" + port),
                        user.map(name -> "--username=" + name),
                        part(target, "PGDBNAME").or(() -> user).map(name -> "--dbname=" + name))
                .flatMap(Optional::stream);
    }

    /// What the driver makes of it.
    private static Map<String, String> parts(String url) {
        try {
            Map<String, String> parts = new HashMap<>();
            for (DriverPropertyInfo part : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
                if (part.value != null) {
                    parts.put(part.name, part.value);
                }
            }
            return parts;
        } catch (SQLException e) {
            throw new BackupException("database.url is not one of PostgreSQL");
        }
    }

    private static Optional<String> part(Map<String, String> of, String name) {
        return Optional.ofNullable(of.get(name));
    }

    private static String line(Stream<String> words) {
        return words.map(PgDump::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
