package io.tollgate.server.cli;

import io.tollgate.server.settings.Settings;
import io.tollgate.server.tls.TlsEndpoint;
import java.time.Clock;
import java.util.List;

/// `config print` and `config check`.
final class ConfigCommand {

    private ConfigCommand() {}

    static Entry entry() {
        return new Entry.Group(
                "config",
                "Shows or checks the settings.",
                List.of(
                        new Entry.Command("print", "Prints every setting and where it came from.", ConfigCommand::print),
                        new Entry.Command(
                                "check", "Says whether the server could start with these settings.", ConfigCommand::check)));
    }

    private static int print(Invocation invocation) {
        invocation.effective().lines().forEach(System.out::println);
        return ExitCode.OK;
    }

    private static int check(Invocation invocation) {
        Settings.from(invocation.effective()).tls().ifPresent(tls -> TlsEndpoint.open(tls, Clock.systemUTC(), System::nanoTime));
        System.out.println("The settings are fine.");
        return ExitCode.OK;
    }
}
