package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.lab.result.Growth;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthsTest {
    private static final int HOUR = 3_600;

    private final Random random = new Random(4);

    private static List<ServerSecond> seconds(
            int count, IntToDoubleFunction heap, IntToDoubleFunction resident, IntToDoubleFunction threads) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ServerSecond(
                        i, 0, 0, 0, resident.applyAsDouble(i), 10, 100, 0, 0, 0, heap.applyAsDouble(i), 50,
                        (int) threads.applyAsDouble(i)))
                .toList();
    }

    private static Growth of(List<ServerSecond> seconds, String name) {
        return Growths.of(seconds).stream()
                .filter(growth -> growth.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void steadyGrowthIsALeakAndItsSlopeIsTold() {
        List<ServerSecond> seconds = seconds(HOUR, i -> 40 + i / 100.0, _ -> 180, i -> 30 + i / 300);

        assertThat(of(seconds, "live heap").isLeak()).isTrue();
        assertThat(of(seconds, "live heap").perHour()).isCloseTo(36, within(0.5));
        assertThat(of(seconds, "threads").isLeak()).isTrue();
        assertThat(of(seconds, "resident memory").isLeak()).isFalse();
        assertThat(of(seconds, "open files").perHour()).isZero();
    }

    @Test
    void upsAndDownsAreNone() {
        for (int run = 0; run < 50; run++) {
            List<ServerSecond> seconds = seconds(
                    HOUR, _ -> 40 + 5 * random.nextGaussian(), i -> 180 + i % 20, _ -> 30 + random.nextInt(20));

            assertThat(Growths.of(seconds)).noneMatch(Growth::isLeak);
        }
    }

    @Test
    void whatGrowsWhileTheServerWarmsUpIsNone() {
        List<ServerSecond> seconds =
                seconds(HOUR, i -> Math.min(60, 40 + i / 50.0), i -> Math.min(190, 150 + i / 20.0), _ -> 30);

        assertThat(Growths.of(seconds)).hasSize(5).noneMatch(Growth::isLeak);
    }

    @Test
    void aLeakIsSeenThroughNoise() {
        List<ServerSecond> seconds = seconds(
                HOUR, i -> 40 + i / 200.0 + 2 * random.nextGaussian(), _ -> 180, _ -> 30);

        assertThat(of(seconds, "live heap").isLeak()).isTrue();
    }

    @Test
    void oneJumpIsNone() {
        for (int at = HOUR / 2; at < HOUR; at += HOUR / 40) {
            int jump = at;
            List<ServerSecond> seconds = seconds(
                    HOUR,
                    i -> (i < jump ? 40 : 60) + random.nextGaussian() / 10,
                    i -> i < jump ? 150 : 190,
                    i -> i < jump ? 30 : 50);

            assertThat(Growths.of(seconds)).as("at second " + jump).hasSize(5).noneMatch(Growth::isLeak);
        }
    }

    /// By little more than matters, in the last half hour.
    @Test
    void aSlowRampIsOneAlsoOfWhatIsCountedWhole() {
        for (int offset = 0; offset < 400; offset += 25) {
            int shift = offset;
            List<ServerSecond> seconds =
                    seconds(HOUR, i -> 40 + i * 4.5 / 1_620, i -> 150 + i * 17 / 1_620.0, i -> 30 + (i + shift) / 324);

            assertThat(Growths.of(seconds).stream().filter(Growth::isLeak).map(Growth::name))
                    .as("threads " + shift + " s before")
                    .containsExactly("live heap", "resident memory", "threads");
        }
    }

    /// The heap is known after a collection only.
    @Test
    void aStaircaseIsOne() {
        assertThat(of(seconds(HOUR, i -> 40 + 3 * (i / 300), _ -> 180, _ -> 30), "live heap").isLeak()).isTrue();
    }

    @Test
    void aShortRunTellsNothing() {
        assertThat(Growths.of(seconds(200, i -> 40 + i, _ -> 180, _ -> 30))).isEmpty();
    }
}
