package io.tollgate.lab.bench;

import io.tollgate.lab.result.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Two things measured in turn, so that whatever else the machine does hits both of a pair.
///
/// @param ratio second over first, pair by pair
record Pairs(Summary first, Summary second, Summary ratio) {

    /// Measures one slice of time.
    interface Slice {
        double perSecond() throws IOException, InterruptedException;
    }

    /// @param unit      of both
    /// @param ratioName what is divided by what
    static Pairs measure(Slice first, Slice second, int pairs, String unit, String ratioName)
            throws IOException, InterruptedException {
        List<Double> firsts = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            // Each begins every second pair, so that neither always follows the other.
            if (i % 2 == 0) {
                firsts.add(first.perSecond());
                seconds.add(second.perSecond());
            } else {
                seconds.add(second.perSecond());
                firsts.add(first.perSecond());
            }
            ratios.add(seconds.getLast() / firsts.getLast());
        }
        return new Pairs(Summary.of(firsts, unit), Summary.of(seconds, unit), Summary.of(ratios, ratioName));
    }
}
