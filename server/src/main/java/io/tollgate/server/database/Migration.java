package io.tollgate.server.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// One step of the schema: a script, and the number and the words in its name `V1__what_it_adds.sql`.
record Migration(int version, String script, String text) {
    private static final String FOLDER = "/db/migration/";
    private static final String SEPARATOR = "__";
    private static final String SUFFIX = ".sql";

    /// In the order of their numbers, which begin at 1 and leave none out. What stands here is applied somewhere and never
    /// changes again; a further step is a further script.
    private static final List<String> SCRIPTS = List.of(
            "V1__accounts_sessions_files.sql",
            "V2__security_events.sql",
            "V3__guard.sql",
            "V4__event_log.sql",
            "V5__mail.sql",
            "V6__alerts.sql",
            "V7__metrics.sql",
            "V8__session_expiry.sql");

    /// All there are.
    static List<Migration> all() {
        return SCRIPTS.stream().map(Migration::read).toList();
    }

    private static Migration read(String script) {
        try (InputStream in = Migration.class.getResourceAsStream(FOLDER + script)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + script + " is missing from this build");
            }
            return new Migration(
                    Integer.parseInt(script.substring(1, script.indexOf(SEPARATOR))),
                    script,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(script + " cannot be read", e);
        }
    }

    String description() {
        return script.substring(script.indexOf(SEPARATOR) + SEPARATOR.length(), script.length() - SUFFIX.length())
                .replace('_', ' ');
    }

    /// Flyway's: CRC32 over the lines without their ends.
    int checksum() {
        CRC32 crc = new CRC32();
        text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /// What to execute, one after the other. A statement ends with a semicolon at the end of a line; a comment is a line of
    /// its own.
    List<String> statements(Dialect dialect) {
        String code = text.lines()
                .filter(line -> !line.stripLeading().startsWith("--"))
                .reduce("", (before, line) -> before + line.stripTrailing() + "\n");
        return Stream.of(code.replace("${identity}", dialect.identity()).split(";\n"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
