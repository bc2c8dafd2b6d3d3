package io.tollgate.lab.result;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What a number of measurements come to. Percentiles of single values are measured values (nearest rank), not
/// interpolated ones; those of a histogram are exact to its precision.
///
/// @param rounds the same of each round, when the measurements were taken in several: how far they differ says what a
///               difference to another summary is worth. Null when they were not, or it is not known
public record Summary(
        long count,
        double mean,
        double min,
        double max,
        double p50,
        double p95,
        double p99,
        @Nullable String unit,
        @Nullable List<Summary> rounds) {
    private static final double NANOS_PER_MILLI = 1e6;

    public Summary {
        rounds = rounds == null ? null : List.copyOf(rounds);
    }

    /// Of measurements that were not taken in rounds.
    public Summary(
            long count, double mean, double min, double max, double p50, double p95, double p99, @Nullable String unit) {
        this(count, mean, min, max, p50, p95, p99, unit, null);
    }

    /// @throws IllegalArgumentException without any value
    public static Summary of(Collection<Double> values, String unit) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Summary(
                sorted.length,
                Arrays.stream(sorted).average().orElseThrow(),
                sorted[0],
                sorted[sorted.length - 1],
                percentile(sorted, 50),
                percentile(sorted, 95),
                percentile(sorted, 99),
                unit);
    }

    /// @param nanos values in nanoseconds
    /// @return the same in milliseconds; all 0 when there are none
    public static Summary ofNanos(Histogram nanos) {
        boolean empty = nanos.getTotalCount() == 0;
        return new Summary(
                nanos.getTotalCount(),
                empty ? 0 : nanos.getMean() / NANOS_PER_MILLI,
                empty ? 0 : nanos.getMinValue() / NANOS_PER_MILLI,
                empty ? 0 : nanos.getMaxValue() / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(95) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                "ms");
    }

    /// @param rounds values in nanoseconds of each round
    /// @return all of them together in milliseconds, and each round beside them
    public static Summary ofRounds(List<Histogram> rounds) {
        Histogram all = new Histogram(3);
        rounds.forEach(all::add);
        Summary summary = ofNanos(all);
        return new Summary(
                summary.count,
                summary.mean,
                summary.min,
                summary.max,
                summary.p50,
                summary.p95,
                summary.p99,
                summary.unit,
                rounds.stream().map(Summary::ofNanos).toList());
    }

    private static double percentile(double[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /// For a line on the terminal, of measurements called runs.
    public String line() {
        return line("runs");
    }

    /// @param what the measurements are called
    public String line(String what) {
        double size = Math.abs(p50);
        String number = size < 10 ? "%.3f" : size < 100 ? "%.1f" : "%,.0f";
        String format = "median %s (min %s, max %s) %%s over %%,d %%s".formatted(number, number, number);
        return String.format(Locale.ROOT, format, p50, min, max, unit == null ? "" : unit, count, what);
    }
}
