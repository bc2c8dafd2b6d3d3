package io.tollgate.server.cli;

import io.tollgate.server.settings.Settings;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `config print` and `config check`.
@Command(name = "config", description = "Shows or checks the settings.", mixinStandardHelpOptions = true)
final class ConfigCommand {

    private ConfigCommand() {}

    static CommandLine create(Map<String, String> environment) {
        CommandLine config = new CommandLine(new ConfigCommand());
        SettingsOptions print = new SettingsOptions(environment);
        config.addSubcommand(SettingsCommand.create("print", "Prints every setting and where it came from.", print, () -> {
            print.effective().lines().forEach(System.out::println);
            return CommandLine.ExitCode.OK;
        }));
        SettingsOptions check = new SettingsOptions(environment);
        config.addSubcommand(SettingsCommand.create("check", "Says whether the server could start with these settings.", check, () -> {
            Settings.from(check.effective());
            System.out.println("The settings are fine.");
            return CommandLine.ExitCode.OK;
        }));
        return config;
    }
}
