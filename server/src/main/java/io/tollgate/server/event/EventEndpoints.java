package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventStatistics.Bucket;
import io.tollgate.server.event.EventStatistics.Step;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.Page;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.http.Query;
import io.tollgate.server.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reading the security log.
final class EventEndpoints {
    private static final String EVENTS = "/api/admin/security/events";
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,5})([mhd])");
    private static final Duration MAX_PERIOD = Duration.ofDays(366);
    private static final int MAX_BUCKETS = 1_500;
    private static final int MAX_HOURS = 31 * 24;
    private static final int MAX_NOTABLE = 100;

    record EventsAnswer(List<StoredEvent> events, @Nullable String nextCursor) {}

    record StatisticsAnswer(
            String period,
            String groupBy,
            Instant from,
            Instant to,
            long total,
            Map<String, Long> byType,
            Map<String, Long> bySeverity,
            List<Bucket> series) {

        static StatisticsAnswer of(String period, Step step, EventStatistics read) {
            return new StatisticsAnswer(
                    period,
                    step.text(),
                    read.from(),
                    read.to(),
                    read.total(),
                    read.byType(),
                    read.bySeverity(),
                    read.series());
        }
    }

    record TimelineAnswer(Instant from, Instant to, List<Bucket> buckets, List<StoredEvent> notable) {}

    private final Database database;
    private final EventLog log;
    private final InstantSource clock;

    /// @param log takes down who took the log with him
    EventEndpoints(Database database, EventLog log, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Access moderator = Access.staff(Role.MODERATOR);
        return List.of(
                Endpoint.get(EVENTS, moderator, this::list),
                // Before the template, which would take them for ids.
                Endpoint.get(EVENTS + "/stats", moderator, this::statistics),
                Endpoint.get(EVENTS + "/export", moderator, this::export),
                Endpoint.get(EVENTS + "/{id}", moderator, this::show),
                Endpoint.get("/api/admin/security/timeline", moderator, this::timeline));
    }

    private void list(Call call) {
        Query query = call.query();
        EventFilter filter = EventFilter.of(query);
        Page<StoredEvent> page = Page.read(query, StoredEvent::id, (cursor, limit) ->
                database.read(handle -> EventReader.page(handle, filter, cursor, limit)));
        call.reply(200, new EventsAnswer(page.items(), page.nextCursor()));
    }

    private void show(Call call) {
        String id = call.pathId("id");
        call.reply(
                200,
                database.read(handle -> EventReader.find(handle, id))
                        .orElseThrow(() -> ProblemException.of(ErrorCode.NOT_FOUND)));
    }

    private void export(Call call) {
        Query query = call.query();
        EventFilter filter = EventFilter.of(query);
        EventExport.Format format =
                query.parsed("format", "ndjson or csv", EventExport.Format::parse).orElse(EventExport.Format.NDJSON);
        log.record(SecurityEvent.of(EventType.AUTHZ_ADMIN, call, clock.instant())
                .with("act", "export")
                .with("format", format.name().toLowerCase(Locale.ROOT)));
        EventExport.send(call, database, filter, format);
    }

    private void statistics(Call call) {
        Query query = call.query();
        Duration period = query.parsed("period", "a time such as 30m, 24h or 7d", EventEndpoints::period)
                .orElse(Duration.ofDays(1));
        Step step = query.parsed("groupBy", "minute, hour or day", Step::parse).orElse(Step.HOUR);
        if (period.dividedBy(step.length()) > MAX_BUCKETS) {
            throw ProblemException.invalid(
                    "groupBy", "too_fine", "The period may have at most " + MAX_BUCKETS + " steps.");
        }
        Instant now = clock.instant();
        EventStatistics read =
                database.read(handle -> EventStatistics.read(handle, now.minus(period), now, step));
        call.reply(200, StatisticsAnswer.of(query.text("period").orElse("24h"), step, read));
    }

    private static Optional<Duration> period(String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration period =
                switch (matcher.group(2)) {
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        return Optional.of(period).filter(p -> p.isPositive() && p.compareTo(MAX_PERIOD) <= 0);
    }

    private void timeline(Call call) {
        int hours = call.query().integer("hours", 24, 1, MAX_HOURS);
        Instant now = clock.instant();
        call.reply(200, database.read(handle -> {
            EventStatistics counts = EventStatistics.read(handle, now.minus(Duration.ofHours(hours)), now, Step.HOUR);
            EventFilter notable = new EventFilter(
                    List.of(),
                    List.of(Severity.HIGH, Severity.CRITICAL),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(counts.from()),
                    Optional.of(now));
            return new TimelineAnswer(
                    counts.from(),
                    now,
                    counts.series(),
                    EventReader.page(handle, notable, Optional.empty(), MAX_NOTABLE));
        }));
    }
}
