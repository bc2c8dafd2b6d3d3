package io.tollgate.lab.result;

/// Throughput without and with all layers of the guard.
///
/// @param ratio all over none, pair by pair
public record GuardCost(Summary noLayers, Summary allLayers, Summary ratio) {}
