package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.ResultBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesBenchmarkTest {

    @Test
    void everySlotOfTimeHasOneSendAtARandomPlace() {
        List<Send> sends = RatesBenchmark.sends(500, Duration.ofSeconds(2), 1);

        assertThat(sends).hasSize(1_000);
        for (int i = 0; i < sends.size(); i++) {
            assertThat(sends.get(i).atNanos()).isBetween(i * 2_000_000L, (i + 1) * 2_000_000L);
        }
        assertThat(sends.stream().map(send -> send.atNanos() % 2_000_000).distinct()).hasSizeGreaterThan(900);
        assertThat(RatesBenchmark.sends(500, Duration.ofSeconds(2), 2)).isNotEqualTo(sends);
    }

    @Test
    void rowThatTheDriverWasLateWithIsLeftOutAlone() {
        ResultBuilder result = new ResultBuilder(Environment.current());

        RatesBenchmark.tell(List.of(row("in-process, 100/s", 1_000, 0), row("redis, 500/s", 100, 2)), result);

        assertThat(result.build().rates()).containsOnlyKeys("in-process, 100/s");
        assertThat(result.build().notes()).containsExactly(
                "Rates: in-process, 100/s: the driver was late with 0.00 % of its sends.",
                "Rates: redis, 500/s is void and was left out, for the driver was late with 2.00 % of its sends.");
        assertThat(result.isIncomplete()).isTrue();
    }

    @Test
    void withEveryRowInTimeNothingIsLeftOut() {
        ResultBuilder result = new ResultBuilder(Environment.current());

        RatesBenchmark.tell(List.of(row("in-process, 100/s", 1_000, 10), row("redis, 500/s", 100, 0)), result);

        assertThat(result.build().rates()).containsOnlyKeys("in-process, 100/s", "redis, 500/s");
        assertThat(result.isIncomplete()).isFalse();
    }

    @Test
    void withoutAnyRowThereAreNoRates() {
        ResultBuilder result = new ResultBuilder(Environment.current());

        RatesBenchmark.tell(List.of(row("redis, 500/s", 10, 10)), result);

        assertThat(result.build().rates()).isNull();
    }

    /// Of requests that take a millisecond, of which so many begin 20 ms late.
    private static RateRow row(String name, int requests, int late) {
        RateRow row = new RateRow(name);
        row.add(IntStream.range(0, requests).mapToObj(i -> line(i < late ? 20_000_000 : 0)).toList());
        return row;
    }

    private static Line line(long late) {
        return new Line(new Send(0, 0, 0, 0), late, late, late + 1_000_000, 200, 2, Failure.NONE);
    }
}
