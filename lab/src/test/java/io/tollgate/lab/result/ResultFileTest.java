package io.tollgate.lab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tollgate.lab.testing.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultFileTest {
    private static final String[] SUMMARY = {"count", "mean", "min", "max", "p50", "p95", "p99", "unit"};

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Result result = Results.full();

        assertThat(ResultFile.read(ResultFile.write(result, folder.resolve("new")))).isEqualTo(result);
    }

    @Test
    void hasTheDocumentedStructure() {
        JsonNode json = JsonMapper.shared().readTree(ResultFile.toJson(Results.full()));

        assertThat(json.propertyNames())
                .contains("environment", "requestLatency", "components", "redisOperations", "memoryUsage");
        assertThat(json.at("/environment").propertyNames()).contains("commit", "jdk", "cores", "store", "database");
        assertThat(json.at("/requestLatency").propertyNames())
                .contains("baseline", "withLogging", "withDetection", "withLimiting", "overhead");
        assertThat(json.at("/requestLatency/baseline").propertyNames()).containsExactly(SUMMARY);
        assertThat(json.at("/components").propertyNames())
                .containsExactly("eventLog", "detection", "rateLimit", "reputation", "alerts", "all");
        assertThat(json.at("/redisOperations").propertyNames())
                .contains("get", "set", "del", "multi", "before", "after");
        assertThat(json.at("/memoryUsage").propertyNames()).contains("baseline", "current", "increase");
    }

    @Test
    void scenarioHasTheDocumentedStructure() {
        JsonNode scenario = JsonMapper.shared().readTree(ResultFile.toJson(Results.full())).at("/scenarios/0");

        assertThat(scenario.propertyNames())
                .contains(
                        "scenario", "seed", "void", "throughput", "responseTime", "serviceTime", "errorRate", "late",
                        "dropped", "redisLatency", "cpuUsage", "memoryUsage", "activeConnections", "thresholds", "attack")
                .doesNotContain("isVoid", "held");
        assertThat(scenario.at("/responseTime").propertyNames()).containsExactly(SUMMARY);
        assertThat(scenario.at("/thresholds/0").propertyNames()).contains("name", "limit", "actual", "held");
        assertThat(scenario.at("/attack").propertyNames())
                .containsExactly(
                        "sources", "requests", "unanswered", "unexpected", "guesses", "checked", "gotThrough", "budget", "allowed",
                        "blocked", "blockedShare", "firstBanSeconds", "users", "usersAlone");
        assertThat(scenario.at("/attack/users").propertyNames()).containsExactly("requests", "errors", "p50", "p99");
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        ScenarioResult bare = new ScenarioResult(
                "smoke", 1, false, null, null, 60, null, 100, millis(), millis(), 0, 0, 0, null, null, null, null, List.of(),
                List.of(new ThresholdResult("cpu (not measured)", 50, null, false, "<", "%")), null, Map.of(),
                List.of(new Second(0, 0, 0, 0, 0, null, null, null, null, null, null, null)), null, Map.of(), List.of(),
                List.of());
        JsonNode scenario = JsonMapper.shared()
                .readTree(ResultFile.toJson(new ResultBuilder(Results.full().environment()).scenario(bare).build()))
                .at("/scenarios/0");

        assertThat(scenario.propertyNames()).doesNotContain("cpuUsage", "memoryUsage", "activeConnections", "redisLatency");
        assertThat(scenario.at("/thresholds/0").propertyNames()).doesNotContain("actual");
        assertThat(scenario.at("/series/0").propertyNames()).doesNotContain("p50", "p99", "cpu", "rss", "banned");
    }

    private static Summary millis() {
        return Summary.of(List.of(1.0), "ms");
    }

    @Test
    void whatANewerVersionAddedIsIgnored() throws IOException {
        Result result = read("{\"environment\":{\"commit\":\"a\",\"cores\":2,\"new\":1},\"new\":[],\"scenarios\":[{\"scenario\":\"x\"}]}");

        assertThat(result.environment().commit()).isEqualTo("a");
        assertThat(result.scenarios().getFirst().thresholds()).isEqualTo(List.of());
    }

    @Test
    void anotherFileIsNoResult() {
        assertThatIOException().isThrownBy(() -> read("{}")).withMessageContaining("no result of the lab");
        assertThatIOException().isThrownBy(() -> read("<html>")).withMessageContaining("no result of the lab");
    }

    @Test
    void roundsAreReadAsTheyWereWritten() throws IOException {
        Histogram nanos = new Histogram(3);
        nanos.recordValue(2_000_000);
        Summary times = Summary.ofRounds(List.of(nanos, nanos));
        Path file = ResultFile.write(
                new ResultBuilder(Results.full().environment()).rates(Map.of("redis, 100/s", times)).build(), folder);

        assertThat(ResultFile.read(file).rates()).isEqualTo(Map.of("redis, 100/s", times));
        assertThat(JsonMapper.shared().readTree(Files.readString(file)).at("/rates/redis, 100~1s/rounds/1").propertyNames())
                .containsExactly(SUMMARY);
    }

    @Test
    void percentileFileHasMilliseconds() throws IOException {
        Histogram nanos = new Histogram(3);
        nanos.recordValue(2_000_000);
        Path file = folder.resolve("a.hgrm");
        PercentileFile.write(nanos, file);

        assertThat(file).content().contains("Percentile", "2.001 ", "#[Mean");
    }

    private Result read(String json) throws IOException {
        return ResultFile.read(Files.writeString(folder.resolve("result.json"), json));
    }
}
