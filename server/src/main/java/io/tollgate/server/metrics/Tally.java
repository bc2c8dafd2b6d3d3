package io.tollgate.server.metrics;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;

/// What happened in some stretch of time, all endpoints and commands together. Belongs to one thread.
final class Tally {
    static final String ABORTED = "aborted";

    private final AbstractHistogram latency = Latencies.histogram();
    private final AbstractHistogram redis = Latencies.histogram();
    private final AbstractHistogram database = Latencies.histogram();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<String, Long> limited = new TreeMap<>();
    private long total;
    private long banned;
    private long redisErrors;
    private long slowStatements;
    private long passwordHashes;

    /// @param status [EndpointMeter#ABORTED] for answers that were broken off
    void requests(int status, long count) {
        total += count;
        if (status == EndpointMeter.ABORTED || status >= 500) {
            errors.merge(kindOf(status), count, Long::sum);
        }
    }

    private static String kindOf(int status) {
        return switch (status) {
            case EndpointMeter.ABORTED -> ABORTED;
            case 500 -> "internal_error";
            case 503 -> "unavailable";
            default -> "status_" + status;
        };
    }

    void limited(String rule, long count) {
        limited.merge(rule, count, Long::sum);
    }

    void counts(long moreBanned, long moreRedisErrors, long moreSlowStatements, long morePasswordHashes) {
        banned += moreBanned;
        redisErrors += moreRedisErrors;
        slowStatements += moreSlowStatements;
        passwordHashes += morePasswordHashes;
    }

    void add(Tally other) {
        latency.add(other.latency);
        redis.add(other.redis);
        database.add(other.database);
        other.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
        other.limited.forEach(this::limited);
        total += other.total;
        counts(other.banned, other.redisErrors, other.slowStatements, other.passwordHashes);
    }

    void addRequests(long count, Map<String, Long> failed) {
        total += count;
        failed.forEach((kind, number) -> errors.merge(kind, number, Long::sum));
    }

    AbstractHistogram latency() {
        return latency;
    }

    AbstractHistogram redis() {
        return redis;
    }

    AbstractHistogram database() {
        return database;
    }

    Map<String, Long> errors() {
        return errors;
    }

    Map<String, Long> limited() {
        return limited;
    }

    long total() {
        return total;
    }

    long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /// In percent.
    double errorRate() {
        return total == 0 ? 0 : 100.0 * failed() / total;
    }

    long limitedTotal() {
        return limited.values().stream().mapToLong(Long::longValue).sum();
    }

    long banned() {
        return banned;
    }

    long redisErrors() {
        return redisErrors;
    }

    long slowStatements() {
        return slowStatements;
    }

    long passwordHashes() {
        return passwordHashes;
    }
}
