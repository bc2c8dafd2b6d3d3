package io.tollgate.server.cli;

import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.settings.SettingsException;
import java.io.UncheckedIOException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/// The command line. Exit codes: 0 fine, 1 error, 2 usage.
@Command(
        name = "tollgate",
        description = "A self-hosted authentication server that defends itself and measures what the defence costs.",
        mixinStandardHelpOptions = true,
        version = "Tollgate 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The launcher also knows: build (builds only), test [--long] (the whole test suite), lab (benchmarks).",
            "Exit codes: 0 fine, 1 error, 2 usage, 99 a threshold of the lab missed."
        })
public final class Tollgate {

    private Tollgate() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments));
    }

    /// @return the exit code
    static int run(Map<String, String> environment, String... arguments) {
        CommandLine commandLine = new CommandLine(new Tollgate());
        commandLine.addSubcommand(ServeCommand.create(environment));
        commandLine.addSubcommand(ConfigCommand.create(environment));
        commandLine.addSubcommand(DatabaseCommand.create(environment));
        commandLine.addSubcommand(GuardCommand.create(environment));
        commandLine.addSubcommand(AdminCommand.create(environment));
        commandLine.addSubcommand(new TrainCommand());
        commandLine.setExecutionExceptionHandler(explained());
        if (arguments.length == 0) {
            commandLine.usage(commandLine.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    /// What an operator can mend is said in words; only what he cannot mend shows a stack trace.
    private static IExecutionExceptionHandler explained() {
        return (e, commandLine, _) -> {
            switch (e) {
                case SettingsException settings ->
                    settings.problems().forEach(problem -> commandLine.getErr().println("tollgate: " + problem));
                case DatabaseException database -> commandLine.getErr().println("tollgate: " + withCauses(database));
                case UncheckedIOException io -> commandLine.getErr().println("tollgate: " + withCauses(io));
                case PortInUseException port -> commandLine.getErr().println("tollgate: " + port.getMessage());
                default -> e.printStackTrace(commandLine.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        };
    }

    private static String withCauses(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (!text.toString().contains(message)) {
                text.append(": ").append(message);
            }
        }
        return text.toString();
    }
}
