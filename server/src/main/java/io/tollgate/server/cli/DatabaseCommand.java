package io.tollgate.server.cli;

import io.tollgate.server.analysis.DatabaseAnalysis;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.Inspection;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `db migrate|analyze`.
@Command(name = "db", description = "Looks after the database.", mixinStandardHelpOptions = true)
final class DatabaseCommand {

    private DatabaseCommand() {}

    static CommandLine create(Map<String, String> environment) {
        CommandLine database = new CommandLine(new DatabaseCommand());
        SettingsOptions options = new SettingsOptions(environment);
        database.addSubcommand(SettingsCommand.create("migrate", "Brings the schema up to date.", options, () -> {
            try (Database _ = open(options.settings())) {
                System.out.println("The schema is up to date.");
            }
            return CommandLine.ExitCode.OK;
        }));
        SettingsOptions analysed = new SettingsOptions(environment);
        database.addSubcommand(SettingsCommand.create(
                "analyze", "Says how the database is and what to do about it; changes nothing.", analysed, () -> {
                    Settings settings = analysed.settings();
                    Logging.configure(settings.log().json());
                    try (Inspection inspection = Inspection.open(settings.database(), settings.dataDir())) {
                        DatabaseAnalysis.of(inspection).forEach(System.out::println);
                    }
                    return CommandLine.ExitCode.OK;
                }));
        return database;
    }

    /// Opening migrates.
    static Database open(Settings settings) {
        Logging.configure(settings.log().json());
        return Database.open(settings.database(), settings.dataDir(), settings.log().statements());
    }
}
