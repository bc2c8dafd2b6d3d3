package io.tollgate.lab.result;

/// How one thing that a server holds changed over a run.
///
/// @param name    such as `threads`
/// @param unit    empty for plain numbers
/// @param from    median of the first tenth of what was looked at
/// @param to      median of its last tenth
/// @param perHour slope: the median of those between all pairs of moments (Theil and Sen), which single peaks do not move
/// @param isLeak  whether it grew steadily, and by more than matters
public record Growth(String name, String unit, double from, double to, double perHour, boolean isLeak) {}
