package io.tollgate.lab.result;

/// Throughput with something switched off and on.
///
/// @param ratio on over off, pair by pair
public record SwitchCost(Summary off, Summary on, Summary ratio) {}
