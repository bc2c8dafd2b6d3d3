package io.tollgate.lab;

import io.tollgate.lab.bench.BenchCommand;
import io.tollgate.lab.report.ReportCommand;
import io.tollgate.lab.scale.ScaleCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command line of the lab. Exit codes: 0 fine, 1 error, 2 usage, 99 a threshold missed.
@Command(
        name = "tollgate lab",
        description = "Measures a server from outside.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class, BenchCommand.class, ScaleCommand.class, ReportCommand.class, ListCommand.class
        })
public final class Lab implements Callable<Integer> {
    /// As the server says its own, with which the lab is released.
    static final String VERSION = "Tollgate 0.1.0";

    @Spec
    private CommandSpec spec;

    private Lab() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine lab = new CommandLine(new Lab()).setExecutionExceptionHandler((e, commandLine, _) -> {
            commandLine.getErr().println("tollgate lab: " + Reason.of(e));
            return CommandLine.ExitCode.SOFTWARE;
        });
        lab.getCommandSpec().version(VERSION);
        lab.getSubcommands().values().forEach(command -> command.getCommandSpec().version(VERSION));
        return lab;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
