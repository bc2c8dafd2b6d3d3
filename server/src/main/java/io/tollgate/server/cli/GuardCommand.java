package io.tollgate.server.cli;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.DirectEventLog;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.identity.TimeOrderedIds;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine;

/// `guard list|best|ban|unban|allow|score`: works on the database, so also for an admin who locked himself out. A running server
/// hears of it within a second.
@Command(name = "guard", description = "Lists, bans, unbans and exempts addresses.", mixinStandardHelpOptions = true)
final class GuardCommand {
    private static final int LISTED = 50;
    private static final Duration ALLOWED_FOR = Duration.ofDays(1);

    private GuardCommand() {}

    static CommandLine create(Map<String, String> environment) {
        CommandLine guard = new CommandLine(new GuardCommand());
        guard.addSubcommand(list(environment, "list", "Lists the addresses that stand worst.", true));
        guard.addSubcommand(list(environment, "best", "Lists the addresses that stand best.", false));
        guard.addSubcommand(act(
                environment,
                "ban",
                "Keeps an address out until it is unbanned.",
                EventType.ADDRESS_BANNED,
                (addresses, address) -> addresses.ban(address, "by command", Optional.empty())));
        guard.addSubcommand(act(
                environment,
                "unban",
                "Lets an address in again and clears what is held against it.",
                EventType.ADDRESS_UNBANNED,
                Addresses::unban));
        guard.addSubcommand(act(
                environment,
                "allow",
                "Exempts an address from limits and bans for a day.",
                EventType.ADDRESS_ALLOWED,
                (addresses, address) -> addresses.allow(address, ALLOWED_FOR)));
        guard.addSubcommand(score(environment));
        return guard;
    }

    private static CommandLine list(
            Map<String, String> environment, String name, String description, boolean worst) {
        SettingsOptions options = new SettingsOptions(environment);
        return SettingsCommand.create(name, description, options, () -> {
            with(options, Clock.systemUTC(), (addresses, _) -> addresses.list(worst, LISTED).forEach(entry ->
                    System.out.println(line(entry.address(), entry.standing()))));
            return CommandLine.ExitCode.OK;
        });
    }

    private static CommandLine act(
            Map<String, String> environment,
            String name,
            String description,
            EventType type,
            BiFunction<Addresses, ClientAddress, Standing> act) {
        SettingsOptions options = new SettingsOptions(environment);
        Parameter address = new Parameter();
        CommandSpec spec = SettingsCommand.spec(name, description, options, () -> run(options, address, type, act));
        address.addTo(spec, 0, "ADDRESS", "IPv4 or IPv6 address");
        return new CommandLine(spec);
    }

    private static CommandLine score(Map<String, String> environment) {
        SettingsOptions options = new SettingsOptions(environment);
        Parameter address = new Parameter();
        Parameter score = new Parameter();
        CommandSpec spec = SettingsCommand.spec("score", "Sets the score of an address.", options, () -> {
            Optional<Integer> parsed = parseScore(score.value());
            if (parsed.isEmpty()) {
                System.err.println("tollgate: a score is a whole number from 0 to 100, not " + score.value());
                return CommandLine.ExitCode.USAGE;
            }
            return run(options, address, EventType.AUTHZ_ADMIN, (addresses, of) -> addresses.setScore(of, parsed.get()));
        });
        address.addTo(spec, 0, "ADDRESS", "IPv4 or IPv6 address");
        score.addTo(spec, 1, "SCORE", "0 to 100; a stranger has 50");
        return new CommandLine(spec);
    }

    private static Optional<Integer> parseScore(String text) {
        return text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= Standing.MAX_SCORE
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static int run(
            SettingsOptions options,
            Parameter address,
            EventType type,
            BiFunction<Addresses, ClientAddress, Standing> act) {
        Optional<ClientAddress> parsed = ClientAddress.parse(address.value());
        if (parsed.isEmpty()) {
            System.err.println("tollgate: " + address.value() + " is not an IP address");
            return CommandLine.ExitCode.USAGE;
        }
        Clock clock = Clock.systemUTC();
        with(options, clock, (addresses, events) -> {
            Standing changed = act.apply(addresses, parsed.get());
            // What a person with the machine does is as much an act as what one does over HTTP.
            events.record(SecurityEvent.of(type, clock.instant())
                    .from(parsed.get())
                    .with("reason", "by command")
                    .with("score", String.valueOf(changed.scoreAt(clock.instant())))
                    .with("automatic", "false"));
            System.out.println(line(parsed.get(), changed));
        });
        return CommandLine.ExitCode.OK;
    }

    private static void with(SettingsOptions options, Clock clock, BiConsumer<Addresses, EventLog> work) {
        try (Database database = DatabaseCommand.open(options.settings());
                ChangeFeed feed = new ChangeFeed(database, clock, System::nanoTime)) {
            work.accept(
                    new Addresses(database, feed, clock),
                    new DirectEventLog(database, new TimeOrderedIds(clock, new SecureRandom())));
        }
    }

    private static String line(ClientAddress address, Standing standing) {
        Instant now = Instant.now();
        String ban = standing.banAt(now).map(GuardCommand::text).orElse("not banned");
        String allowed = standing.isAllowedAt(now)
                ? ", allowed until " + standing.allowedUntil().orElseThrow()
                : "";
        return "%s  score %d (%s), %s%s".formatted(
                address, standing.scoreAt(now), standing.tierAt(now).name().toLowerCase(Locale.ROOT), ban, allowed);
    }

    private static String text(Ban ban) {
        return "banned since %s %s: %s; %s".formatted(
                ban.since(),
                ban.until().map(until -> "until " + until).orElse("without an end"),
                ban.reason(),
                ban.evidence());
    }
}
