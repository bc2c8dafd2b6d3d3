package io.tollgate.server.cli;

import io.tollgate.server.analysis.DatabaseAnalysis;
import io.tollgate.server.backup.Backup;
import io.tollgate.server.backup.PgDump;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.EmbeddedCopy;
import io.tollgate.server.database.Inspection;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `db migrate|analyze|backup|restore`.
final class DatabaseCommand {

    private DatabaseCommand() {}

    static Entry entry() {
        return new Entry.Group(
                "db",
                "Looks after the database.",
                List.of(
                        new Entry.Command("migrate", "Brings the schema up to date.", DatabaseCommand::migrate),
                        new Entry.Command(
                                "analyze",
                                "Says how the database is and what to do about it; changes nothing.",
                                DatabaseCommand::analyze),
                        new Entry.Command(
                                "backup",
                                "Copies the embedded database and the files into one file, while the server runs.",
                                List.of(new Entry.Parameter("FILE", "to be written, a ZIP file")),
                                DatabaseCommand::backup),
                        new Entry.Command(
                                "restore",
                                "Makes a new data folder (--data.dir) of a backup.",
                                List.of(new Entry.Parameter("FILE", "written by backup")),
                                DatabaseCommand::restore)));
    }

    private static int migrate(Invocation invocation) {
        try (Database _ = open(invocation.settings())) {
            System.out.println("The schema is up to date.");
        }
        return ExitCode.OK;
    }

    private static int analyze(Invocation invocation) {
        Settings settings = invocation.settings();
        Logging.configureForLooking(settings.log().json());
        try (Inspection inspection = Inspection.open(settings.database(), settings.dataDir())) {
            DatabaseAnalysis.of(inspection).forEach(System.out::println);
        }
        return ExitCode.OK;
    }

    private static int backup(Invocation invocation) {
        Settings settings = invocation.settings();
        Path file = Path.of(invocation.parameter(0));
        Optional<String> url = settings.database().url();
        if (url.isPresent()) {
            System.err.println("tollgate: PostgreSQL's own program makes the copy, while the nodes run; after it copy the files:");
            PgDump.lines(settings.database(), url.get(), settings.dataDir(), file).forEach(line -> System.err.println("  " + line));
            System.err.println("pg_dump asks for the password, or reads it from ~/.pgpass. It must not be older than the server.");
            return ExitCode.ERROR;
        }
        Backup.Extent extent = Backup.write(settings.dataDir(), file);
        System.out.println("Wrote " + file + ": " + text(extent) + ".");
        System.out.println(
                settings.keysSecret().isPresent()
                        ? "keys.secret is not in it; keep it elsewhere, for without it nothing starts on this copy."
                        : "Whoever reads it can sign tokens of this server: keep it secret.");
        return ExitCode.OK;
    }

    private static int restore(Invocation invocation) {
        Settings settings = invocation.settings();
        if (settings.database().url().isPresent()) {
            System.err.println("tollgate: the database is PostgreSQL; createdb and pg_restore make one of a copy by pg_dump");
            return ExitCode.ERROR;
        }
        Backup.Extent extent = Backup.restore(Path.of(invocation.parameter(0)), settings.dataDir());
        System.out.println("Restored " + text(extent) + " to " + settings.dataDir() + ".");
        return ExitCode.OK;
    }

    private static String text(Backup.Extent extent) {
        return "the database and %d files, %d MB".formatted(extent.files(), (extent.bytes() >> 20) + 1);
    }

    /// As [#open], but only a database that is there: where there is none the settings are not those of a server, and whatever
    /// is done to a new one helps nobody.
    ///
    /// @throws SettingsException when there is none
    static Database openExisting(Settings settings) {
        Path file = settings.dataDir().resolve(EmbeddedCopy.NAME);
        if (settings.database().url().isEmpty() && !Files.exists(file)) {
            throw new SettingsException(List.of("data.dir: there is no database " + file
                    + "; name the settings of the server with --config FILE, or its folder with --data.dir FOLDER"));
        }
        return open(settings);
    }

    /// Opening migrates.
    static Database open(Settings settings) {
        Logging.configure(settings.log().json());
        return Database.open(settings.database(), settings.dataDir(), settings.log().statements());
    }
}
