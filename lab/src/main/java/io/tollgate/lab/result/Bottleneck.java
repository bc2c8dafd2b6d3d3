package io.tollgate.lab.result;

/// What limited a run, as far as its figures show.
///
/// @param name   `CPU`, `password hash`, `Redis`, `database`, `driver`, `guard`, `none`
/// @param reason the figures that say so, in a sentence
public record Bottleneck(String name, String reason) {}
