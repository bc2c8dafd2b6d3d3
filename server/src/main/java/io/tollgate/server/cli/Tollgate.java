package io.tollgate.server.cli;

import io.tollgate.server.backup.BackupException;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.log.DrainingLogs;
import io.tollgate.server.settings.Release;
import io.tollgate.server.settings.SettingsException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The command line. Exit codes: 0 fine, 1 error, 2 usage.
public final class Tollgate {
    private static final String FOOTER = """

            The launcher also knows: build (builds only), test [--long] (the whole test suite), lab (benchmarks, load and
            attack scenarios, reports), screenshots (the dashboard's pictures).
            Exit codes: 0 fine, 1 error, 2 usage, 99 a threshold of the lab missed.""";

    private static final Entry.Group ROOT = new Entry.Group(
            "tollgate",
            "A self-hosted authentication server that defends itself and measures what the defence costs.",
            List.of(
                    ServeCommand.entry(),
                    ConfigCommand.entry(),
                    DatabaseCommand.entry(),
                    GuardCommand.entry(),
                    AdminCommand.entry(),
                    PrepareCommand.entry(),
                    TrainCommand.entry()));

    private Tollgate() {}

    public static void main(String[] arguments) {
        // Before the first class that logs.
        System.setProperty(DrainingLogs.PROPERTY, DrainingLogs.class.getName());
        System.exit(run(System.getenv(), arguments));
    }

    /// @return the exit code
    static int run(Map<String, String> environment, String... arguments) {
        try {
            return switch (CommandLine.read(ROOT, environment, List.of(arguments))) {
                case CommandLine.Request.Run(Entry.Command command, Invocation invocation) ->
                    command.action().run(invocation);
                case CommandLine.Request.Help(Usage usage) -> say(usage.text() + (usage.entry() == ROOT ? "\n" + FOOTER : ""));
                case CommandLine.Request.Version() -> say("Tollgate " + Release.VERSION);
            };
        } catch (UsageException e) {
            System.err.println("tollgate: " + e.getMessage());
            System.err.println(e.usage().synopsis());
            System.err.println("--help says more.");
            return ExitCode.USAGE;
        } catch (Exception e) {
            explain(e);
            return ExitCode.ERROR;
        }
    }

    private static int say(String text) {
        System.out.println(text);
        return ExitCode.OK;
    }

    /// What an operator can mend is said in words; only what he cannot mend shows a stack trace.
    private static void explain(Exception failure) {
        switch (failure) {
            case SettingsException settings ->
                settings.problems().forEach(problem -> System.err.println("tollgate: " + problem));
            case DatabaseException database -> System.err.println("tollgate: " + withCauses(database));
            case UncheckedIOException io -> System.err.println("tollgate: " + withCauses(io));
            case BackupException backup -> System.err.println("tollgate: " + backup.getMessage());
            case CannotListenException address -> System.err.println("tollgate: " + address.getMessage());
            default -> failure.printStackTrace();
        }
    }

    private static String withCauses(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String message = Reason.of(cause, text.toString());
            if (!text.toString().contains(message)) {
                text.append(": ").append(message);
            }
        }
        return text.toString();
    }
}
