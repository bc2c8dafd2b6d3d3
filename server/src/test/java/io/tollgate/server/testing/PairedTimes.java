package io.tollgate.server.testing;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;

/// How long two things take, measured in pairs in random order, so that a machine that slows down tells nothing.
public final class PairedTimes {
    private static final int PERMUTATIONS = 20_000;

    private final double[] one;
    private final double[] other;
    private final Random random;

    private PairedTimes(double[] one, double[] other, Random random) {
        this.one = one;
        this.other = other;
        this.random = random;
    }

    /// @param one   does one of the two and says how long it took
    /// @param other does the other
    public static PairedTimes measure(int pairs, Random random, DoubleSupplier one, DoubleSupplier other) {
        PairedTimes times = new PairedTimes(new double[pairs], new double[pairs], random);
        for (int i = 0; i < pairs; i++) {
            boolean first = random.nextBoolean();
            if (first) {
                times.one[i] = one.getAsDouble();
            }
            times.other[i] = other.getAsDouble();
            if (!first) {
                times.one[i] = one.getAsDouble();
            }
        }
        return times;
    }

    public double medianOfOne() {
        return median(one);
    }

    public double medianOfOther() {
        return median(other);
    }

    /// Permutation test on the medians: how often a split by chance differs as much as the one that was made. Only
    /// within pairs is anything exchanged.
    public double probabilityOfChance() {
        double observed = Math.abs(median(one) - median(other));
        double[] a = one.clone();
        double[] b = other.clone();
        int asExtreme = 0;
        for (int permutation = 0; permutation < PERMUTATIONS; permutation++) {
            for (int i = 0; i < one.length; i++) {
                boolean swapped = random.nextBoolean();
                a[i] = swapped ? other[i] : one[i];
                b[i] = swapped ? one[i] : other[i];
            }
            if (Math.abs(median(a) - median(b)) >= observed) {
                asExtreme++;
            }
        }
        return (asExtreme + 1.0) / (PERMUTATIONS + 1.0);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
