package io.tollgate.server.metrics;

/// The use of resources over some time.
///
/// @param heap        the most used, in bytes
/// @param rss         the most resident, in bytes
/// @param cpu         sum of the shares of the machine, in percent
/// @param readings    how many shares that is
/// @param connections the most open
/// @param uptime      seconds since the start, at the end
record SystemTotals(long heap, long rss, double cpu, long readings, long connections, long uptime) {
    static final SystemTotals NONE = new SystemTotals(0, 0, 0, 0, 0, 0);

    static SystemTotals of(SystemReading reading) {
        return new SystemTotals(
                reading.heapUsed(), reading.rss(), reading.cpu(), 1, reading.connections(), reading.uptime());
    }

    /// Of one node, over both times.
    SystemTotals plus(SystemTotals later) {
        return new SystemTotals(
                Math.max(heap, later.heap),
                Math.max(rss, later.rss),
                cpu + later.cpu,
                readings + later.readings,
                Math.max(connections, later.connections),
                Math.max(uptime, later.uptime));
    }

    /// In percent of the machine.
    double meanCpu() {
        return readings == 0 ? 0 : cpu / readings;
    }
}
