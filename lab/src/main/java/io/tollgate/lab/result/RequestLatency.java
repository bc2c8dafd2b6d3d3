package io.tollgate.lab.result;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Latency of one request with more and more layers of the guard.
///
/// @param overhead  what all of them add, round by round: with limiting less the baseline of the same round
/// @param byRequest the same for each request that was measured; null inside of it
public record RequestLatency(
        Summary baseline,
        Summary withLogging,
        Summary withDetection,
        Summary withLimiting,
        Summary overhead,
        @Nullable Map<String, RequestLatency> byRequest) {}
