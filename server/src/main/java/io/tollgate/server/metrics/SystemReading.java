package io.tollgate.server.metrics;

import io.tollgate.server.database.PoolUse;

/// The state of this process at one moment.
///
/// @param heapUsed    bytes
/// @param heapMax     bytes
/// @param heapLive    bytes that survived the last collection
/// @param rss         resident bytes; 0 where that cannot be read
/// @param memoryLimit bytes that the machine or container has
/// @param cpu         of this process since the last reading, in percent of the whole machine
/// @param threads     of the platform
/// @param openFiles   0 where that cannot be read
/// @param uptime      seconds
/// @param connections of clients
/// @param hashQueue   passwords that wait to be hashed
/// @param redisFull   how full the fullest server is, as a share of its bound; 0 without
/// @param journal     events that wait to be stored
record SystemReading(
        long heapUsed,
        long heapMax,
        long heapLive,
        long rss,
        long memoryLimit,
        double cpu,
        int threads,
        long openFiles,
        long gcCount,
        long gcMillis,
        long uptime,
        int connections,
        int hashQueue,
        PoolUse database,
        int redisConnections,
        double redisFull,
        long journal) {}
