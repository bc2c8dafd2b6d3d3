/// What the server measures about itself: latency of requests by endpoint, of Redis by command and of statements, errors,
/// what the guard decided, and the use of resources.
///
/// [Meters] is where others record, through the narrow ports of their own packages: any number of threads, no waiting, no
/// allocation. [MetricsModule] takes it out once a second, keeps an hour of minutes in memory and in the database, and
/// answers. Percentiles are always computed from histograms, merged where there are several.
///
/// Bounded by the server's own endpoints, statuses, commands and rules; nothing a client sends becomes a name. Fails open:
/// no request depends on it.
@NullMarked
package io.tollgate.server.metrics;

import org.jspecify.annotations.NullMarked;
