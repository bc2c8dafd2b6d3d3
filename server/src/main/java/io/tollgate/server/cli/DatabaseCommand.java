package io.tollgate.server.cli;

import io.tollgate.server.analysis.DatabaseAnalysis;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.Inspection;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import java.util.List;

/// `db migrate|analyze`.
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
                                DatabaseCommand::analyze)));
    }

    private static int migrate(Invocation invocation) {
        try (Database _ = open(invocation.settings())) {
            System.out.println("The schema is up to date.");
        }
        return ExitCode.OK;
    }

    private static int analyze(Invocation invocation) {
        Settings settings = invocation.settings();
        Logging.configure(settings.log().json());
        try (Inspection inspection = Inspection.open(settings.database(), settings.dataDir())) {
            DatabaseAnalysis.of(inspection).forEach(System.out::println);
        }
        return ExitCode.OK;
    }

    /// Opening migrates.
    static Database open(Settings settings) {
        Logging.configure(settings.log().json());
        return Database.open(settings.database(), settings.dataDir(), settings.log().statements());
    }
}
