package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// Resident memory of the server in MB.
///
/// @param baseline        before the work
/// @param current         after it, or at its peak
/// @param increase        of current over baseline
/// @param afterAsManyAgain after the same work once more: a rise that goes on is a leak
public record MemoryUsage(double baseline, double current, double increase, @Nullable Double afterAsManyAgain) {

    public static MemoryUsage of(double baseline, double current) {
        return new MemoryUsage(baseline, current, current - baseline, null);
    }
}
