package io.tollgate.lab.result;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// A point of the curve of latency over percentile.
///
/// @param percentile 0 to 100
/// @param value      in milliseconds
public record PercentilePoint(double percentile, double value) {
    private static final int TICKS_PER_HALF_DISTANCE = 5;

    /// As HdrHistogram draws it: more points the nearer to 100.
    public static List<PercentilePoint> curve(Histogram nanos) {
        List<PercentilePoint> points = new ArrayList<>();
        for (HistogramIterationValue value : nanos.percentiles(TICKS_PER_HALF_DISTANCE)) {
            points.add(new PercentilePoint(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1e6));
        }
        return points;
    }
}
