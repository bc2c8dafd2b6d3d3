package io.tollgate.lab.result;

/// One second of a run.
///
/// @param second     since the start, from 0
/// @param sent       requests that began in it
/// @param done       answers that came in it
/// @param p50        of response times of those answers, in milliseconds, as the other percentiles
/// @param cpu        share of the machine's cores the server used, 0 to 1
/// @param rss        resident memory of the server in MB
/// @param limited    requests the guard refused by a limit
/// @param banned     requests the guard refused by a ban
public record Second(
        int second,
        long sent,
        long done,
        long errors,
        double p50,
        double p95,
        double p99,
        double cpu,
        double rss,
        long limited,
        long banned) {}
