package io.tollgate.server.metrics;

/// The last minute as the rules look at it.
///
/// @param p99       in milliseconds; 0 with too few requests to speak of a percentile
/// @param errorRate in percent; 0 with too few requests
/// @param rss       in MB
/// @param cpu       in percent of the machine
/// @param redisP99  in milliseconds
/// @param requests  in the last minute
/// @param memory    the larger of: live heap of its bound, resident size of the machine's memory; in percent
/// @param redisFull of its bound, in percent
record RecentMinute(
        double p99,
        double errorRate,
        double rss,
        double cpu,
        double redisP99,
        long requests,
        int connections,
        double memory,
        double redisFull) {}
