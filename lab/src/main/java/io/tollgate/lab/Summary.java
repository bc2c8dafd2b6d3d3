package io.tollgate.lab;

import java.util.Arrays;
import java.util.List;

/// What a number of measurements come to. Percentiles are measured values (nearest rank), not interpolated ones.
record Summary(int count, double mean, double min, double max, double p50, double p95, double p99, String unit) {

    /// @throws IllegalArgumentException without any value
    static Summary of(List<Double> values, String unit) {
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

    private static double percentile(double[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    String line() {
        return "min %.0f, median %.0f, max %.0f %s over %d runs".formatted(min, p50, max, unit, count);
    }
}
