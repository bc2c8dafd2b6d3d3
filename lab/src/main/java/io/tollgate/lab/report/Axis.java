package io.tollgate.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where values lie along one side of a chart.
sealed interface Axis {

    /// @return 0 at the begin, 1 at the end
    double position(double value);

    List<Tick> ticks();

    /// A value that is written at the axis.
    record Tick(double value, String label) {}

    /// From 0 to a round number that is at least `greatest`.
    static Axis fromZero(double greatest) {
        double top = greatest > 0 ? greatest : 1;
        double step = step(top / 4);
        return new Linear(0, step * Math.max(1, Math.ceil(top / step - 1e-9)), step);
    }

    /// Exactly from `first` to `last`.
    static Axis between(double first, double last) {
        return new Linear(first, last > first ? last : first + 1, step((last > first ? last - first : 1) / 6));
    }

    /// Percentiles, each nine as wide as the one before.
    ///
    /// @param greatest the last below 100
    static Axis percentiles(double greatest) {
        return new Percentiles(Math.clamp(Math.ceil(-Math.log10(1 - greatest / 100) - 1e-9), 1, 6));
    }

    private static double step(double rough) {
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / magnitude;
        return magnitude * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    /// Equal distances for equal differences.
    record Linear(double first, double last, double step) implements Axis {

        @Override
        public double position(double value) {
            return Math.clamp((value - first) / (last - first), 0, 1);
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            long begin = (long) Math.ceil(first / step - 1e-9);
            for (long i = begin; i * step <= last + step * 1e-9; i++) {
                ticks.add(new Tick(i * step, Format.plain(i * step)));
            }
            return ticks;
        }
    }

    /// The logarithm of how rare a value is.
    ///
    /// @param nines at the end: 3 for 99.9 %
    record Percentiles(double nines) implements Axis {

        @Override
        public double position(double percentile) {
            double rarity = -Math.log10(Math.max(1 - percentile / 100, Math.pow(10, -nines)));
            return Math.clamp(rarity / nines, 0, 1);
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>(List.of(new Tick(0, "0"), new Tick(50, "50")));
            for (int i = 1; i <= nines; i++) {
                double percentile = 100 - Math.pow(10, 2 - i);
                ticks.add(new Tick(percentile, String.format(Locale.ROOT, "%." + Math.max(0, i - 2) + "f", percentile)));
            }
            return ticks;
        }
    }
}
