package io.tollgate.server.cli;

import io.tollgate.server.database.Database;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `db migrate`.
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
        return database;
    }

    /// Opening migrates.
    static Database open(Settings settings) {
        Logging.configure(settings.log().json());
        return Database.open(settings.database(), settings.dataDir(), settings.log().statements());
    }
}
