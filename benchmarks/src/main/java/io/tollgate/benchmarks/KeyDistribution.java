package io.tollgate.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Whose requests come, and how much faster than in reality time passes meanwhile, so that a benchmark of millions of requests
/// a second is the traffic of minutes or hours.
public enum KeyDistribution {
    /// 100,000 subjects with equal shares of a few thousand requests a second: nearly all are admitted, and each is found in
    /// memory that no cache holds.
    UNIFORM(100_000, 1_000),
    /// 100,000 subjects, the n-th having 1/n of the share of the first: the busiest are refused, the others admitted.
    ZIPF(100_000, 1_000),
    /// One subject that hammers on: nearly all is refused.
    HOT(1, 1_000),
    /// One subject whose requests come so slowly that most are admitted.
    HOT_ADMITTED(1, 5_000_000);

    private static final int DRAWS = 1 << 20;

    private final int keys;
    private final long speed;

    KeyDistribution(int keys, long speed) {
        this.keys = keys;
        this.speed = speed;
    }

    int keys() {
        return keys;
    }

    /// How many nanoseconds of the benchmark's time pass in one of the machine's.
    long speed() {
        return speed;
    }

    /// A long sequence of keys, each from 0 to [#keys] - 1; its length is a power of two.
    int[] draw(long seed) {
        var random = new SplittableRandom(seed);
        double[] cumulated = cumulatedShares();
        int[] draws = new int[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[keys - 1]);
            draws[i] = found < 0 ? -found - 1 : found;
        }
        return draws;
    }

    private double[] cumulatedShares() {
        double[] cumulated = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += this == ZIPF ? 1.0 / (i + 1) : 1;
            cumulated[i] = sum;
        }
        return cumulated;
    }
}
