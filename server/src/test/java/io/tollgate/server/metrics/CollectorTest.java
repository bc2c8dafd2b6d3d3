package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.guard.window.WindowStoreException.Category;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.RequestObserver.Answers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CollectorTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    /// What two significant digits promise.
    private static final double PRECISION = 0.01;

    private final ManualClock clock = new ManualClock();
    private final History history = new History();
    private final Measured node = new Measured("a", clock, history);

    private static Answers answers(Measured measured, String path) {
        return measured.meters.requests().of(Endpoint.get(path, Access.everyone(), call -> {}));
    }

    private static Offset<Double> about(double exact) {
        return within(Math.max(0.001, exact * PRECISION));
    }

    private MinuteView firstMinute() {
        return history.views(START, START.plusSeconds(60)).getFirst();
    }

    /// Puts a minute of every measured node into the history.
    private void endMinute(Measured... nodes) {
        clock.advance(Duration.ofMinutes(1));
        for (Measured measured : nodes) {
            measured.collector.tick();
        }
    }

    @Test
    void knownLoadGivesExactCountsAndPercentilesWithinPrecision() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double[] millis = random.doubles(10_000).map(x -> Math.exp(x * 8)).sorted().toArray();
        Answers fast = answers(node, "/fast");
        for (int i = 0; i < millis.length; i++) {
            fast.answered(i % 100 == 0 ? 503 : 200, Math.round(millis[i] * 1e6));
        }
        answers(node, "/other").aborted(5_000_000);
        endMinute(node);

        MinuteView minute = firstMinute();
        assertThat(minute.timestamp()).isEqualTo(START);
        assertThat(minute.requests().total()).isEqualTo(10_001);
        assertThat(minute.requests().failed()).isEqualTo(101);
        assertThat(minute.requests().successful()).isEqualTo(9_900);
        assertThat(minute.requests().errorRate()).isEqualTo(1.01);
        assertThat(minute.errors().byType()).containsOnly(
                Map.entry("unavailable", 100L), Map.entry("aborted", 1L));
        assertThat(minute.requests().byEndpoint().get("GET /fast").count()).isEqualTo(10_000);
        assertThat(minute.latency().p50()).as("seed %d", seed).isCloseTo(millis[4_999], about(millis[4_999]));
        assertThat(minute.latency().p95()).as("seed %d", seed).isCloseTo(millis[9_499], about(millis[9_499]));
        assertThat(minute.latency().p99()).as("seed %d", seed).isCloseTo(millis[9_899], about(millis[9_899]));
        assertThat(minute.latency().max()).as("seed %d", seed).isCloseTo(millis[9_999], about(millis[9_999]));
        double mean = Arrays.stream(millis).average().orElseThrow();
        assertThat(minute.requests().byEndpoint().get("GET /fast").mean()).isCloseTo(mean, about(mean));
    }

    @Test
    void percentileOfTwoNodesIsThatOfAllSamples() {
        Measured other = new Measured("b", clock, history);
        Measured both = new Measured("both", clock, new History());
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            long here = 1_000_000 + random.nextInt(1_000_000);
            long there = 40_000_000 + random.nextInt(400_000_000);
            answers(node, "/x").answered(200, here);
            answers(both, "/x").answered(200, here);
            if (i % 10 == 0) {
                answers(other, "/x").answered(200, there);
                answers(both, "/x").answered(200, there);
            }
        }
        endMinute(node, other, both);

        MinuteView merged = firstMinute();
        MinuteView all = both.history.views(START, START.plusSeconds(60)).getFirst();
        assertThat(merged.latency()).isEqualTo(all.latency());
        assertThat(merged.requests()).isEqualTo(all.requests());
    }

    @Test
    void manyThreadsLoseNothing() {
        Answers endpoint = answers(node, "/x");
        Together.run(8, _ -> {
            for (int i = 0; i < 20_000; i++) {
                endpoint.answered(200 + i % 3, 1_000L * i);
                if (i % 5_000 == 0) {
                    node.collector.tick();
                }
            }
            return null;
        });
        endMinute(node);

        assertThat(firstMinute().requests().total()).isEqualTo(160_000);
        assertThat(history.rollup("a", START).orElseThrow().totals().latency().getTotalCount()).isEqualTo(160_000);
    }

    @Test
    void redisStatementsGuardAndHashesAreCounted() {
        node.meters.redis().answered("EVALSHA", 2_000_000);
        node.meters.redis().answered("EVALSHA", 2_000_000);
        node.meters.redis().failed("PING", 50_000_000, Category.TIMEOUT);
        node.meters.redis().failed("PING", 1_000, Category.UNREACHABLE);
        node.meters.database().executed("SELECT 1", 1_000_000, false);
        node.meters.database().executed("SELECT 2", 200_000_000, true);
        node.meters.requests().limited("bot GET /api/files");
        node.meters.requests().limited("bot GET /api/files/{id}");
        node.meters.requests().banned();
        for (int i = 0; i < 5; i++) {
            answers(node, "/x").answered(200, 1);
        }
        node.hashes.set(3);
        endMinute(node);

        MinuteView minute = firstMinute();
        assertThat(minute.redis().operations()).isEqualTo(3);
        assertThat(minute.redis().errors()).isEqualTo(2);
        assertThat(minute.redis().byOperation().get("evalsha").count()).isEqualTo(2);
        assertThat(minute.redis().byOperation().get("evalsha").mean()).isCloseTo(2, about(2));
        assertThat(minute.redis().p99()).isCloseTo(50, about(50));
        assertThat(minute.database().statements()).isEqualTo(2);
        assertThat(minute.database().slow()).isEqualTo(1);
        assertThat(minute.guard()).isEqualTo(new Figures.Guard(2, 2, 1));
        Rollup rollup = history.rollup("a", START).orElseThrow();
        assertThat(rollup.totals().limited()).containsOnly(Map.entry("bot", 2L));
        assertThat(rollup.totals().passwordHashes()).isEqualTo(3);
    }

    @Test
    void nextMinuteBeginsWithNothing() {
        answers(node, "/x").answered(200, 1_000_000);
        endMinute(node);
        endMinute(node);

        List<MinuteView> minutes = history.views(START, START.plusSeconds(120));
        assertThat(minutes).extracting(minute -> minute.requests().total()).containsExactly(1L, 0L);
        assertThat(minutes.getLast().latency()).isEqualTo(new Figures.Latency(0, 0, 0, 0, 0, 0));
    }

    @Test
    void onlyAnHourIsKept() {
        for (int i = 0; i < 90; i++) {
            endMinute(node);
        }

        assertThat(history.views(Instant.MIN, Instant.MAX)).hasSize(60);
    }

    @Test
    void clockSetBackLosesNothing() {
        answers(node, "/x").answered(200, 1_000_000);
        clock.advance(Duration.ofMinutes(-5));
        node.collector.tick();
        answers(node, "/x").answered(200, 1_000_000);
        clock.advance(Duration.ofMinutes(1));
        node.collector.tick();
        clock.advance(Duration.ofMinutes(4));
        node.collector.tick();
        answers(node, "/x").answered(200, 1_000_000);
        endMinute(node);

        assertThat(firstMinute().requests().total()).as("counted before and after").isEqualTo(2);
        assertThat(history.views(START.minusSeconds(300), START.minusSeconds(240)).getFirst().requests().total())
                .as("of the first minute after it was set back")
                .isEqualTo(1);
    }

    @Test
    void periodEndsWithTheRunningMinuteAlsoWhenTheClockWasSetBack() {
        answers(node, "/x").answered(200, 1_000_000);
        endMinute(node);
        clock.advance(Duration.ofMinutes(-10));
        node.collector.tick();
        answers(node, "/x").answered(200, 1_000_000);
        node.collector.tick();

        Instant running = node.collector.publish();

        assertThat(running).isEqualTo(START.minusSeconds(540));
        assertThat(history.total(running.minusSeconds(3_540), running).totals().latency().getTotalCount()).isEqualTo(1);
        assertThat(history.nodeCount(running.minusSeconds(3_540), running)).isEqualTo(1);
        assertThat(history.nodes("a", running, List.of())).singleElement()
                .extracting(History.NodeView::lastSeen)
                .isEqualTo(clock.instant());
    }

    @Test
    void distinctAddressesAreEstimatedAndMergedOverNodes() {
        Measured other = new Measured("b", clock, history);
        byte[] secret = "a shared secret!".getBytes(StandardCharsets.US_ASCII);
        node.meters.shareSeed(secret);
        other.meters.shareSeed(secret);
        for (int i = 0; i < 30_000; i++) {
            ClientAddress address = ClientAddress.parse("10.0." + i / 250 + "." + i % 250).orElseThrow();
            (i < 20_000 ? node : other).meters.requests().arrived(address);
            if (i < 10_000) {
                other.meters.requests().arrived(address);
            }
        }
        endMinute(node, other);

        assertThat((double) DistinctAddresses.estimate(history.total(START, START.plusSeconds(60)).peers()))
                .isCloseTo(30_000, within(2_000.0));
    }

    @Test
    void fewAddressesAreCountedNearlyExactly() {
        for (int i = 0; i < 50; i++) {
            node.meters.requests().arrived(ClientAddress.parse("127.0.0." + i).orElseThrow());
        }
        node.collector.publish();
        node.collector.tick();
        node.collector.publish();

        assertThat((double) DistinctAddresses.estimate(history.total(START, START.plusSeconds(60)).peers()))
                .isCloseTo(50, within(2.0));
    }
}
