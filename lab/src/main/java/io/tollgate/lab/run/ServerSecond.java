package io.tollgate.lab.run;

import tools.jackson.databind.JsonNode;

/// One second as the server saw it.
///
/// @param atNanos          when it ended, by this process' [System#nanoTime]
/// @param redisMillis      mean of its commands
/// @param redisP99Millis   and their 99th percentile
/// @param residentMegabytes memory of its process
/// @param cpuPercent       of its process, of the whole machine
/// @param liveHeapMegabytes what its last collection of long-lived objects left; 0 before the first
record ServerSecond(
        long atNanos,
        long redisOperations,
        double redisMillis,
        double redisP99Millis,
        double residentMegabytes,
        double cpuPercent,
        int connections,
        long limited,
        long banned,
        int hashQueue,
        double liveHeapMegabytes,
        int openFiles,
        int threads) {

    static ServerSecond of(JsonNode sample, long atNanos) {
        return new ServerSecond(
                atNanos,
                sample.at("/redis/operations").asLong(),
                sample.at("/redis/latency").asDouble(),
                sample.at("/redis/p99").asDouble(),
                sample.at("/system/rss").asDouble(),
                sample.at("/system/cpu").asDouble(),
                sample.at("/system/activeConnections").asInt(),
                sample.at("/guard/limited").asLong(),
                sample.at("/guard/banned").asLong(),
                sample.at("/resources/hashQueue").asInt(),
                sample.at("/resources/heapLive").asDouble(),
                sample.at("/resources/openFiles").asInt(),
                sample.at("/resources/threads").asInt());
    }
}
