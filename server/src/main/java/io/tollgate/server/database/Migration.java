package io.tollgate.server.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/// One step of the schema, as the history of a database tells of it.
///
/// @param version  the number in the name `V1__what_it_adds.sql`
/// @param checksum Flyway's: CRC32 over the lines without their ends
record Migration(String version, int checksum) {
    /// Where the scripts are on the class path.
    static final String FOLDER = "db/migration";

    /// In the order of their numbers. What stands here is applied somewhere and never changes again; a further step is a
    /// further script.
    private static final List<String> SCRIPTS = List.of(
            "V1__accounts_sessions_files.sql",
            "V2__security_events.sql",
            "V3__guard.sql",
            "V4__event_log.sql",
            "V5__mail.sql",
            "V6__alerts.sql",
            "V7__metrics.sql",
            "V8__session_expiry.sql",
            "V9__token_status.sql",
            "V10__statement_figures.sql",
            "V11__events_of_a_person_at_an_address.sql",
            "V12__nodes.sql",
            "V13__live_sessions_and_old_devices.sql",
            "V14__moot_mails.sql",
            "V15__devices_that_came_back.sql");

    /// All there are.
    static List<Migration> all() {
        return SCRIPTS.stream().map(Migration::read).toList();
    }

    private static Migration read(String script) {
        try (InputStream in = Migration.class.getResourceAsStream("/" + FOLDER + "/" + script)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + script + " is missing from this build");
            }
            CRC32 crc = new CRC32();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
            return new Migration(script.substring(1, script.indexOf("__")), (int) crc.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(script + " cannot be read", e);
        }
    }
}
