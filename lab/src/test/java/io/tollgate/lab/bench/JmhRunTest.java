package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tollgate.lab.result.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JmhRunTest {
    private static final JmhRun RUN = JmhRun.parse("""
            [{"benchmark": "io.tollgate.benchmarks.A.one", "mode": "avgt", "params": {"form": "PLAIN"},
              "primaryMetric": {"score": 2.0, "scoreUnit": "ns/op", "rawData": [[1.0, 2.0], [3.0]]}},
             {"benchmark": "io.tollgate.benchmarks.A.one", "mode": "avgt", "params": {"form": "DEFLATED"},
              "primaryMetric": {"score": 9.0, "scoreUnit": "ns/op", "rawData": [[9.0]]}},
             {"benchmark": "io.tollgate.benchmarks.B.two", "mode": "sample",
              "primaryMetric": {"score": 5.5, "scoreUnit": "us/op",
                "scorePercentiles": {"0.0": 1.0, "50.0": 5.0, "95.0": 8.0, "99.0": 9.0, "100.0": 20.0},
                "rawDataHistogram": [[[[5.0, 3], [20.0, 1]], [[5.0, 2]]]]}}]
            """);

    @Test
    void averagesAreSummedUpOverIterationsAndForks() throws Exception {
        assertThat(RUN.summary("A.one", Map.of("form", "PLAIN"))).isEqualTo(Summary.of(List.of(1.0, 2.0, 3.0), "ns"));
        assertThat(RUN.summary("A.one", Map.of("form", "DEFLATED"))).isEqualTo(Summary.of(List.of(9.0), "ns"));
    }

    @Test
    void samplesKeepTheirDistribution() throws Exception {
        assertThat(RUN.summary("B.two")).isEqualTo(new Summary(6, 5.5, 1, 20, 5, 8, 9, "µs"));
    }

    @Test
    void figureThatIsNotThereIsAnError() {
        assertThatIOException().isThrownBy(() -> RUN.summary("B.three")).withMessageContaining("B.three");
        assertThatIOException().isThrownBy(() -> RUN.summary("A.one", Map.of("form", "ZIPPED")));
    }

    @Test
    void oneBenchmarkThatFailsFailsTheRun() {
        assertThat(String.join(" ", JmhRun.command(new Effort(3, false), Path.of("x.json"), Map.of("database", "SQLITE"), "A", "B")))
                .contains("-foe true")
                .contains("\\.(A|B)\\.")
                .endsWith("-p database=SQLITE");
    }
}
