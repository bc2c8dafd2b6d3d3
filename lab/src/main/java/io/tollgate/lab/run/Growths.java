package io.tollgate.lab.run;

import io.tollgate.lab.result.Growth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Tells a leak from ups and downs, of each thing that a server may forget to let go of. The first half of a run, in which
/// caches fill and code is compiled, is not looked at.
///
/// A thing leaks when it rose steadily (Mann and Kendall's test: rising pairs of moments outnumber falling ones by more than
/// chance would once in some ten thousand times), by more than matters at all, and from each third of the time to the next: one
/// jump, as of a heap that was made larger, outnumbers falling pairs as well. Moments are medians of a sixtieth of the time each,
/// so that neighbours are not the same thing said twice.
final class Growths {
    private static final int MOMENTS = 60;
    private static final int SECONDS_TO_TELL = 2 * MOMENTS;
    private static final int EDGE = MOMENTS / 10;
    private static final int THIRD = MOMENTS / 3;
    /// What rises evenly by just what matters does so by a good third of it from one third of the time to the next; but many
    /// things are counted whole.
    private static final double PART_OF_A_THIRD = 0.25;
    private static final double SECONDS_AN_HOUR = 3_600;
    private static final double BEYOND_CHANCE = 3.7;

    private enum Kind {
        LIVE_HEAP("live heap", "MB", 4, ServerSecond::liveHeapMegabytes),
        RESIDENT("resident memory", "MB", 16, ServerSecond::residentMegabytes),
        FILES("open files", "", 8, ServerSecond::openFiles),
        THREADS("threads", "", 4, ServerSecond::threads),
        CONNECTIONS("connections", "", 8, ServerSecond::connections);

        private final String text;
        private final String unit;
        private final double matters;
        private final ToDoubleFunction<ServerSecond> figure;

        Kind(String text, String unit, double matters, ToDoubleFunction<ServerSecond> figure) {
            this.text = text;
            this.unit = unit;
            this.matters = matters;
            this.figure = figure;
        }
    }

    private Growths() {}

    /// @param seconds of the measured part, oldest first
    static List<Growth> of(List<ServerSecond> seconds) {
        List<ServerSecond> settled = seconds.subList(seconds.size() / 2, seconds.size());
        if (settled.size() < SECONDS_TO_TELL) {
            return List.of();
        }
        return Arrays.stream(Kind.values())
                .flatMap(kind -> growth(kind, settled).stream())
                .toList();
    }

    /// Nothing of what the server does not tell.
    private static Optional<Growth> growth(Kind kind, List<ServerSecond> seconds) {
        double[] moments = moments(kind, seconds);
        double from = median(Arrays.copyOf(moments, EDGE));
        double to = median(Arrays.copyOfRange(moments, MOMENTS - EDGE, MOMENTS));
        if (to == 0) {
            return Optional.empty();
        }
        double apart = seconds.size() / (double) MOMENTS;
        boolean leak = to - from >= kind.matters
                && trend(moments) > BEYOND_CHANCE
                && leastRiseOfAThird(moments) >= kind.matters * PART_OF_A_THIRD;
        return Optional.of(new Growth(
                kind.text, kind.unit, from, to, slope(moments) / apart * SECONDS_AN_HOUR, leak));
    }

    private static double[] moments(Kind kind, List<ServerSecond> seconds) {
        double[] moments = new double[MOMENTS];
        for (int i = 0; i < MOMENTS; i++) {
            moments[i] = median(
                    seconds.subList(i * seconds.size() / MOMENTS, (i + 1) * seconds.size() / MOMENTS).stream()
                            .mapToDouble(kind.figure)
                            .toArray());
        }
        return moments;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double leastRiseOfAThird(double[] moments) {
        double begin = median(Arrays.copyOf(moments, THIRD));
        // An odd number of moments: the mean of two would be halfway up a jump in the very middle.
        double middle = median(Arrays.copyOfRange(moments, THIRD, 2 * THIRD + 1));
        double end = median(Arrays.copyOfRange(moments, 2 * THIRD, MOMENTS));
        return Math.min(middle - begin, end - middle);
    }

    /// The median rise from one moment to the next.
    private static double slope(double[] moments) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < moments.length; i++) {
            for (int j = i + 1; j < moments.length; j++) {
                slopes.add((moments[j] - moments[i]) / (j - i));
            }
        }
        return median(slopes.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Rising pairs less falling ones, in standard deviations of what that is without a trend.
    private static double trend(double[] moments) {
        long rising = 0;
        for (int i = 0; i < moments.length; i++) {
            for (int j = i + 1; j < moments.length; j++) {
                rising += (long) Math.signum(moments[j] - moments[i]);
            }
        }
        double n = moments.length;
        return rising / Math.sqrt(n * (n - 1) * (2 * n + 5) / 18);
    }
}
