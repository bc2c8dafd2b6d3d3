package io.tollgate.server.metrics;

import io.tollgate.guard.redis.RedisMetrics;
import io.tollgate.server.database.PoolUse;
import io.tollgate.server.http.ConnectionBounds;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where the state of other parts is read, once a second. None of them may wait for anything.
///
/// @param passwordHashes     since the start
/// @param passwordMismatches of these, those of wrong passwords
/// @param hashQueue      passwords that wait to be hashed
/// @param connections    refused or given up since the start
/// @param redis          empty when there is none
/// @param journal        events that wait to be stored
/// @param certificateEnd when the certificate of the server's own expires; empty when it has none
public record NodeSources(
        LongSupplier passwordHashes,
        LongSupplier passwordMismatches,
        IntSupplier hashQueue,
        Supplier<ConnectionBounds.Refusals> connections,
        Supplier<PoolUse> database,
        Supplier<Optional<RedisMetrics>> redis,
        LongSupplier journal,
        Supplier<Optional<Instant>> certificateEnd) {}
