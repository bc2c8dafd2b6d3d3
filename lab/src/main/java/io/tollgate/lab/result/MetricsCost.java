package io.tollgate.lab.result;

/// Throughput without and with the collector of metrics.
///
/// @param ratio on over off, pair by pair
public record MetricsCost(Summary off, Summary on, Summary ratio) {}
