package io.tollgate.server.metrics;

import java.time.Instant;
import java.util.List;

/// One second of this node.
///
/// @param recent the latencies of the last seconds together, this one included
record LiveSample(
        Instant timestamp,
        Figures.Requests requests,
        Figures.Latency latency,
        RecentLatency.View recent,
        Figures.Redis redis,
        Figures.Database database,
        Figures.SystemFigures system,
        Figures.Guard guard,
        Figures.Errors errors,
        Resources resources,
        List<PerformanceRules.Active> alerts) {

    /// @param heapMax        in MB
    /// @param heapLive       in MB: what the last collection of long-lived objects left; 0 before the first
    /// @param gcCount        collections in this second
    /// @param passwordHashes in this second
    /// @param peers          distinct addresses of the running minute so far
    record Resources(
            long heapMax,
            long heapLive,
            int threads,
            long openFiles,
            long gcCount,
            long gcMillis,
            long passwordHashes,
            int hashQueue,
            int databaseActive,
            int databaseIdle,
            int databaseWaiting,
            int redisConnections,
            long journalDepth,
            long peers) {

        private static Resources of(SystemReading reading, SystemReading before, Tally second, long peers) {
            return new Resources(
                    Figures.megabytes(reading.heapMax()),
                    Figures.megabytes(reading.heapLive()),
                    reading.threads(),
                    reading.openFiles(),
                    reading.gcCount() - before.gcCount(),
                    reading.gcMillis() - before.gcMillis(),
                    second.passwordHashes(),
                    reading.hashQueue(),
                    reading.database().active(),
                    reading.database().idle(),
                    reading.database().waiting(),
                    reading.redisConnections(),
                    reading.journal(),
                    peers);
        }
    }

    static LiveSample of(
            Instant now,
            Tally second,
            RecentLatency.View recent,
            SystemReading reading,
            SystemReading before,
            long peers,
            List<PerformanceRules.Active> alerts) {
        return new LiveSample(
                now,
                Figures.Requests.of(second),
                Figures.Latency.of(second.latency()),
                recent,
                Figures.Redis.of(second),
                Figures.Database.of(second),
                Figures.SystemFigures.of(SystemTotals.of(reading)),
                Figures.Guard.of(second),
                Figures.Errors.of(second),
                Resources.of(reading, before, second, peers),
                alerts);
    }
}
