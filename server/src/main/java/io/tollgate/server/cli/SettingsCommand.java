package io.tollgate.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Makes commands that take every setting as an option.
final class SettingsCommand {

    private SettingsCommand() {}

    static CommandSpec spec(String name, String description, SettingsOptions options, Callable<Integer> action) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(action).name(name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(description);
        return options.addTo(spec);
    }

    static CommandLine create(String name, String description, SettingsOptions options, Callable<Integer> action) {
        return new CommandLine(spec(name, description, options, action));
    }
}
