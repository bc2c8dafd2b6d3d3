package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop.Slice;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void overheadIsTakenRoundByRound() {
        Rounds rounds = new Rounds(2);
        for (double slow : new double[] {1, 10, 3}) {
            rounds.add(0, slice(slow));
            rounds.add(1, slice(slow + 0.5));
        }
        Summary overhead = rounds.overhead(1, 0);

        assertThat(overhead.count()).isEqualTo(3);
        assertThat(overhead.p50()).isCloseTo(0.5, within(0.01));
        assertThat(overhead.max() - overhead.min()).isLessThan(0.02);
    }

    @Test
    void summaryHasEveryRequest() {
        Rounds rounds = new Rounds(1);
        rounds.add(0, slice(1));
        rounds.add(0, slice(3));

        assertThat(rounds.summary(0).count()).isEqualTo(200);
        assertThat(rounds.summary(0).max()).isCloseTo(3, within(0.01));
    }

    private static Slice slice(double millis) {
        Histogram nanos = new Histogram(3);
        nanos.recordValueWithCount(Math.round(millis * 1e6), 100);
        return new Slice(nanos, 100);
    }
}
