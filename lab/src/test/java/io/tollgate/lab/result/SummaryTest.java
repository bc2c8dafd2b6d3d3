package io.tollgate.lab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void percentilesAreMeasuredValues() {
        Summary summary = Summary.of(
                IntStream.rangeClosed(1, 200).mapToObj(i -> (double) (201 - i)).toList(), "ms");

        assertThat(summary.count()).isEqualTo(200);
        assertThat(summary.min()).isEqualTo(1);
        assertThat(summary.max()).isEqualTo(200);
        assertThat(summary.mean()).isEqualTo(100.5);
        assertThat(summary.p50()).isEqualTo(100);
        assertThat(summary.p95()).isEqualTo(190);
        assertThat(summary.p99()).isEqualTo(198);
    }

    @Test
    void ofOneValueIsThatValue() {
        assertThat(Summary.of(List.of(7.0), "ms"))
                .isEqualTo(new Summary(1, 7, 7, 7, 7, 7, 7, "ms"));
    }

    @Test
    void roundsAreKeptBesideWhatTheyComeToTogether() {
        Summary summary = Summary.ofRounds(List.of(nanos(1_000_000, 2), nanos(3_000_000, 1)));

        assertThat(summary.count()).isEqualTo(3);
        assertThat(summary.p99()).isCloseTo(3, within(0.01));
        assertThat(summary.rounds()).isEqualTo(
                List.of(Summary.ofNanos(nanos(1_000_000, 2)), Summary.ofNanos(nanos(3_000_000, 1))));
    }

    private static Histogram nanos(long value, int count) {
        Histogram nanos = new Histogram(3);
        nanos.recordValueWithCount(value, count);
        return nanos;
    }

    @Test
    void ofNothingIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> Summary.of(List.of(), "ms"));
    }
}
