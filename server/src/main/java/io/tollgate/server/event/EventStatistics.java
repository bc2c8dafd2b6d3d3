package io.tollgate.server.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// Sums of events over time. A row counts with all its repeats, at the time of its first.
///
/// @param from    the beginning of the first bucket, which is whole and so may begin before what the totals are of
/// @param total   of all events of the time that was asked for
/// @param byType  only types that occurred
/// @param series  every bucket, oldest first, those without events too
record EventStatistics(
        Instant from,
        Instant to,
        long total,
        Map<String, Long> byType,
        Map<String, Long> bySeverity,
        List<Bucket> series) {

    /// @param start of the time it covers
    record Bucket(Instant start, long total, Map<String, Long> bySeverity) {}

    /// The length of a bucket.
    enum Step {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Step(Duration length) {
            this.length = length;
        }

        static Optional<Step> parse(String text) {
            for (Step step : values()) {
                if (step.text().equals(text)) {
                    return Optional.of(step);
                }
            }
            return Optional.empty();
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        Duration length() {
            return length;
        }

        private long floor(long millis) {
            return Math.floorDiv(millis, length.toMillis()) * length.toMillis();
        }
    }

    /// @param count  of the bucket
    /// @param within of the part of it that the totals are of
    private record Sum(String type, String severity, long start, long count, long within) {}

    static EventStatistics read(Handle handle, Instant from, Instant to, Step step) {
        long start = step.floor(from.toEpochMilli());
        List<Sum> sums = sums(handle, start, from.toEpochMilli(), to.toEpochMilli(), step);
        Map<String, Long> byType = new TreeMap<>();
        Map<String, Long> bySeverity = noneBySeverity();
        Map<Long, Map<String, Long>> buckets = new TreeMap<>();
        for (long at = start; at < to.toEpochMilli(); at += step.length.toMillis()) {
            buckets.put(at, noneBySeverity());
        }
        for (Sum sum : sums) {
            if (sum.within() > 0) {
                byType.merge(sum.type(), sum.within(), Long::sum);
                bySeverity.merge(sum.severity(), sum.within(), Long::sum);
            }
            buckets.computeIfPresent(sum.start(), (_, counts) -> {
                counts.merge(sum.severity(), sum.count(), Long::sum);
                return counts;
            });
        }
        List<Bucket> series = new ArrayList<>();
        buckets.forEach((at, counts) -> series.add(new Bucket(Instant.ofEpochMilli(at), total(counts), counts)));
        return new EventStatistics(Instant.ofEpochMilli(start), to, total(bySeverity), byType, bySeverity, series);
    }

    private static Map<String, Long> noneBySeverity() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            counts.put(severity.text(), 0L);
        }
        return counts;
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// At most as many rows as types times buckets.
    private static List<Sum> sums(Handle handle, long start, long from, long to, Step step) {
        // A number of ours, not a parameter: PostgreSQL must see that what is selected is what is grouped by.
        String bucket = "timestamp / " + step.length.toMillis();
        return handle.createQuery("SELECT type, severity, " + bucket + " AS bucket, SUM(count) AS total,"
                        + " SUM(CASE WHEN timestamp >= :from THEN count ELSE 0 END) AS in_period"
                        + " FROM security_events WHERE timestamp >= :start AND timestamp < :to"
                        + " GROUP BY type, severity, " + bucket)
                .bind("start", start)
                .bind("from", from)
                .bind("to", to)
                .map((row, _) -> new Sum(
                        row.getString("type"),
                        row.getString("severity"),
                        row.getLong("bucket") * step.length.toMillis(),
                        row.getLong("total"),
                        row.getLong("in_period")))
                .list();
    }
}
