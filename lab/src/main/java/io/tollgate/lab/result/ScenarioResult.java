package io.tollgate.lab.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of one scenario. Times are in milliseconds, shares from 0 to 1.
///
/// @param isVoid            whether the run says nothing about the server: the driver was late, attackers came from addresses
///                          that the server knew already, too much of the attack was not answered, ...
/// @param voidReason        why, null when it counts
/// @param load              what was asked for; null in results of older versions
/// @param throughput        answers to users per second of the measured part, without those that came after its end
/// @param responseTime      from when a request was to begin, so that a stalled server is not spared
/// @param serviceTime       from when it did begin
/// @param errorRate         share of requests that failed or were answered otherwise than expected
/// @param late              requests that began later than scheduled
/// @param dropped           requests that were due and never sent
/// @param redisLatency      as the server saw it; null without Redis
/// @param cpuUsage          mean share of the machine's cores the server used; null when the server did not tell
/// @param activeConnections at their peak; null when the server did not tell
/// @param growths           how much of what the server held changed over the run; empty when it was too short to tell
/// @param byKind            in the order they are to be shown
/// @param series            second by second
/// @param statuses          how many answers of the users had which status; a failed exchange is under the name of its failure
/// @param latencyCurve      of response times
/// @param notes             what a reader has to know to understand the figures
public record ScenarioResult(
        String scenario,
        long seed,
        @JsonProperty("void") boolean isVoid,
        @Nullable String voidReason,
        @Nullable Instant startedAt,
        double durationSeconds,
        @Nullable Load load,
        double throughput,
        Summary responseTime,
        Summary serviceTime,
        double errorRate,
        long late,
        long dropped,
        @Nullable Summary redisLatency,
        @Nullable Double cpuUsage,
        @Nullable MemoryUsage memoryUsage,
        @Nullable Integer activeConnections,
        List<Growth> growths,
        List<ThresholdResult> thresholds,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Attack attack,
        Map<String, KindResult> byKind,
        List<Second> series,
        @Nullable DriverLoad driver,
        Map<String, Long> statuses,
        List<PercentilePoint> latencyCurve,
        List<String> notes) {

    public ScenarioResult {
        growths = growths == null ? List.of() : List.copyOf(growths);
        thresholds = thresholds == null ? List.of() : List.copyOf(thresholds);
        byKind = byKind == null ? Map.of() : byKind;
        series = series == null ? List.of() : List.copyOf(series);
        statuses = statuses == null ? Map.of() : statuses;
        latencyCurve = latencyCurve == null ? List.of() : List.copyOf(latencyCurve);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /// Whether every threshold held; a void run holds none.
    public boolean held() {
        return !isVoid && thresholds.stream().allMatch(ThresholdResult::held);
    }
}
