package io.tollgate.lab.result;

/// How hard the driver had it, which tells whether it measured the server or itself.
///
/// @param cpu       share of the machine's cores the driver used, 0 to 1
/// @param gcMillis  time its JVM spent collecting
/// @param lateShare share of requests that it began later than scheduled
public record DriverLoad(double cpu, double gcMillis, double lateShare) {
    /// With more than this share of requests late, times say more of the driver than of the server.
    public static final double MAX_LATE_SHARE = 0.01;
}
