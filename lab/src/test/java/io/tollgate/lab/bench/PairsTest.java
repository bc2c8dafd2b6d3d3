package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
    private final List<String> order = new ArrayList<>();

    private Pairs.Slice slice(String name, Double... perSecond) {
        Iterator<Double> slices = List.of(perSecond).iterator();
        return () -> {
            order.add(name);
            return slices.next();
        };
    }

    @Test
    void eachBeginsEverySecondPair() throws Exception {
        Pairs.measure(slice("a", 1.0, 1.0, 1.0), slice("b", 1.0, 1.0, 1.0), 3, "/s", "b/a");

        assertThat(order).containsExactly("a", "b", "b", "a", "a", "b");
    }

    /// On a machine that slows down to a tenth, the medians of both say nothing of their ratio.
    @Test
    void ratioIsTakenPairByPair() throws Exception {
        Pairs pairs = Pairs.measure(slice("a", 100.0, 10.0, 1.0), slice("b", 50.0, 5.0, 0.8), 3, "/s", "b/a");

        assertThat(pairs.ratio().min()).isEqualTo(0.5);
        assertThat(pairs.ratio().p50()).isEqualTo(0.5);
        assertThat(pairs.ratio().max()).isEqualTo(0.8);
        assertThat(pairs.first().p50()).isEqualTo(10);
        assertThat(pairs.second().p50()).isEqualTo(5);
    }
}
