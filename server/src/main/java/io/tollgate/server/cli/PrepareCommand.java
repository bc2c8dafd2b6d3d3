package io.tollgate.server.cli;

import io.tollgate.server.database.PreparedSchema;
import io.tollgate.server.database.SqliteLibrary;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// `prepare`: makes what starts would make again, where properties of the JVM say that it is to lie. The launcher runs it after a
/// build, apart from the training: the library that makes the schema, which most starts never load, is then no part of what they
/// find prepared.
final class PrepareCommand {

    private PrepareCommand() {}

    static Entry entry() {
        return new Entry.Command(
                "prepare", "Unpacks SQLite and makes an empty database; the launcher does so after a build.", _ -> run());
    }

    private static int run() throws IOException {
        String library = System.getProperty("org.sqlite.lib.path");
        if (library != null) {
            SqliteLibrary.unpackTo(Path.of(library));
        }
        Optional<PreparedSchema> schema = PreparedSchema.ofThisProcess();
        if (schema.isPresent()) {
            Path scratch = Files.createTempDirectory("tollgate-prepare");
            try {
                schema.get().make(Settings.from(SettingsLoader.defaultsWith(Map.of())).database(), scratch);
            } finally {
                Folders.delete(scratch);
            }
        }
        return ExitCode.OK;
    }
}
