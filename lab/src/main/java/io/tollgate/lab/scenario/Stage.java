package io.tollgate.lab.scenario;

import java.time.Duration;

/// A part of a run, in which the number of users goes from one to another at a constant rate.
public record Stage(Duration length, int from, int to) {

    public Stage {
        if (length.isZero() || length.isNegative() || from < 0 || to < 0) {
            throw new IllegalArgumentException("a stage lasts some time and has 0 users or more");
        }
    }

    double seconds() {
        return length.toNanos() / 1e9;
    }

    /// Users after so many seconds of it.
    double usersAt(double second) {
        return from + (to - from) * Math.min(1, second / seconds());
    }

    /// What the number of users, summed up over time, comes to: user-seconds.
    double area() {
        return (from + to) / 2.0 * seconds();
    }

    /// When the summed-up number of users reaches `area`.
    double secondOf(double area) {
        double slope = (to - from) / seconds();
        return slope == 0 ? area / from : (Math.sqrt(from * (double) from + 2 * slope * area) - from) / slope;
    }
}
