package io.tollgate.lab.result;

/// What limited a run, as far as its figures show.
///
/// @param name   as `CPU`, `password hash`, `Redis`, `database`, `driver`, `unavailable`, `none`
/// @param reason the figures that say so, in a sentence
public record Bottleneck(String name, String reason) {
    /// With this share of the processor used, it is what limits.
    public static final double BUSY = 0.85;
}
