package io.tollgate.guard.redis;

import java.time.Duration;
import java.util.List;

/// What a store did since it was opened. All but the last two only grow.
///
/// @param commands        commands sent or tried to send
/// @param latencies       how many answers came within each of [#LATENCY_BOUNDS] but not the one before; the last is the rest
/// @param totalLatency    the sum of all answers' latencies
/// @param timeouts        commands without an answer within the deadline
/// @param unreachable     commands without a connection, or whose connection broke
/// @param overloaded      commands not sent because too many were under way
/// @param broken          answers that were errors, or made no sense
/// @param stalls          connections that were closed because they owed an answer for too long
/// @param openConnections to all nodes, at this moment
/// @param memory          what the servers said last about their memory
public record RedisMetrics(long commands, List<Long> latencies, Duration totalLatency, long timeouts, long unreachable,
                           long overloaded, long broken, long stalls, int openConnections, RedisMemory memory) {
    public static final List<Duration> LATENCY_BOUNDS = List.of(Duration.ofNanos(250_000), Duration.ofNanos(500_000),
            Duration.ofMillis(1), Duration.ofNanos(2_500_000), Duration.ofMillis(5), Duration.ofMillis(10),
            Duration.ofMillis(25), Duration.ofMillis(50));

    public RedisMetrics {
        latencies = List.copyOf(latencies);
    }
}
