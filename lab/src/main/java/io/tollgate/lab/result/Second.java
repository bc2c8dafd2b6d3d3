package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// One second of a run.
///
/// @param second  since the start, from 0
/// @param sent    requests that began in it
/// @param done    answers that came in it
/// @param errors  requests that ended in it without the answer they should have had
/// @param dropped requests that were due in it and never sent
/// @param p50     of response times of those answers, in milliseconds, as the other percentiles; null without an answer
/// @param cpu     share of the machine's cores the server used, 0 to 1; null when the server did not tell, as what follows
/// @param rss     resident memory of the server in MB
/// @param limited requests the guard refused by a limit
/// @param banned  requests the guard refused by a ban
public record Second(
        int second,
        long sent,
        long done,
        long errors,
        long dropped,
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99,
        @Nullable Double cpu,
        @Nullable Double rss,
        @Nullable Long limited,
        @Nullable Long banned) {}
