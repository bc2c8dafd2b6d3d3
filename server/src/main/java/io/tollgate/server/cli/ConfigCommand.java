package io.tollgate.server.cli;

import io.tollgate.server.account.FirstAdmin;
import io.tollgate.server.geo.Countries;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsException;
import io.tollgate.server.tls.TlsEndpoint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

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
        Settings settings = invocation.settings();
        List<String> problems = uses(settings).flatMap(use -> problems(use).stream()).toList();
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        System.out.println("The settings are fine.");
        return ExitCode.OK;
    }

    /// What a start makes of settings and may find unusable then, beside what it shares with others: database, Redis, port.
    private static Stream<Runnable> uses(Settings settings) {
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        return Stream.of(
                () -> Address.requireOne(settings.host()),
                () -> settings.tls().ifPresent(tls -> TlsEndpoint.open(tls, clock, System::nanoTime)),
                () -> settings.mail().ifPresent(mail -> new SmtpTransport(mail, clock, new SecureRandom())),
                () -> FirstAdmin.address(settings.admin()),
                () -> Countries.of(settings.geo(), settings.dataDir().resolve("geo")));
    }

    private static List<String> problems(Runnable use) {
        try {
            use.run();
            return List.of();
        } catch (SettingsException e) {
            return e.problems();
        }
    }
}
