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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/// `guard list|best|ban|unban|allow|score`: works on the database, so also for an admin who locked himself out. A running server
/// hears of it within a second.
final class GuardCommand {
    private static final int LISTED = 50;
    private static final Duration ALLOWED_FOR = Duration.ofDays(1);

    private static final Entry.Parameter ADDRESS = new Entry.Parameter("ADDRESS", "IPv4 or IPv6 address");
    private static final Entry.Parameter SCORE = new Entry.Parameter("SCORE", "0 to 100; a stranger has 50");

    private GuardCommand() {}

    static Entry entry() {
        return new Entry.Group(
                "guard",
                "Lists, bans, unbans and exempts addresses.",
                List.of(
                        list("list", "Lists the addresses that stand worst, banned ones first.", true),
                        list("best", "Lists the addresses that stand best.", false),
                        act(
                                "ban",
                                "Keeps an address out until it is unbanned.",
                                EventType.ADDRESS_BANNED,
                                (addresses, address) -> addresses.ban(address, "by command", Optional.empty())),
                        act(
                                "unban",
                                "Lets an address in again and clears what is held against it.",
                                EventType.ADDRESS_UNBANNED,
                                Addresses::unban),
                        act(
                                "allow",
                                "Exempts an address from limits and bans for a day.",
                                EventType.ADDRESS_ALLOWED,
                                (addresses, address) -> addresses.allow(address, ALLOWED_FOR)),
                        new Entry.Command(
                                "score", "Sets the score of an address.", List.of(ADDRESS, SCORE), GuardCommand::score)));
    }

    private static Entry list(String name, String description, boolean worst) {
        return new Entry.Command(name, description, invocation -> {
            with(invocation, Clock.tickMillis(ZoneOffset.UTC), (addresses, _) -> addresses.list(worst, LISTED).forEach(entry ->
                    System.out.println(line(entry.address(), entry.standing()))));
            return ExitCode.OK;
        });
    }

    private static Entry act(
            String name, String description, EventType type, BiFunction<Addresses, ClientAddress, Standing> act) {
        return new Entry.Command(name, description, List.of(ADDRESS), invocation -> run(invocation, now -> SecurityEvent.of(type, now), act));
    }

    private static int score(Invocation invocation) {
        Optional<Integer> parsed = parseScore(invocation.parameter(1));
        if (parsed.isEmpty()) {
            System.err.println("tollgate: a score is a whole number from 0 to 100, not " + invocation.parameter(1));
            return ExitCode.USAGE;
        }
        return run(
                invocation,
                now -> SecurityEvent.of(EventType.AUTHZ_ADMIN, now).with("act", "score"),
                (addresses, of) -> addresses.setScore(of, parsed.get()));
    }

    private static Optional<Integer> parseScore(String text) {
        return text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= Standing.MAX_SCORE
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static int run(
            Invocation invocation,
            Function<Instant, SecurityEvent> event,
            BiFunction<Addresses, ClientAddress, Standing> act) {
        Optional<ClientAddress> parsed = ClientAddress.parseShown(invocation.parameter(0));
        if (parsed.isEmpty()) {
            System.err.println("tollgate: " + invocation.parameter(0) + " is not an IP address");
            return ExitCode.USAGE;
        }
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        with(invocation, clock, (addresses, events) -> {
            Standing changed = act.apply(addresses, parsed.get());
            // What a person with the machine does is as much an act as what one does over HTTP.
            events.record(event.apply(clock.instant())
                    .from(parsed.get())
                    .with("reason", "by command")
                    .with("score", String.valueOf(changed.scoreAt(clock.instant())))
                    .with("automatic", "false"));
            System.out.println(line(parsed.get(), changed));
        });
        return ExitCode.OK;
    }

    private static void with(Invocation invocation, Clock clock, BiConsumer<Addresses, EventLog> work) {
        try (Database database = DatabaseCommand.openExisting(invocation.settings());
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
