package io.tollgate.lab.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.lab.scale.UniversalScalability.Point;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniversalScalabilityTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 0.05, 0.0001", "995.6486, 0.02671591, 0.0007690945", "13000, 0.4, 0.002", "30, 0.5, 0", "800, 0, 0",
        "500, 0, 0.01", "5000, 0.9, 0.00001"
    })
    void findsTheCoefficientsThatMadeThePoints(double lambda, double sigma, double kappa) {
        UniversalScalability fitted = UniversalScalability.fit(points(new UniversalScalability(lambda, sigma, kappa), 0, 1));

        assertThat(fitted.lambda()).isCloseTo(lambda, Percentage.withPercentage(0.5));
        assertThat(fitted.sigma()).isCloseTo(sigma, within(0.005));
        assertThat(fitted.kappa()).isCloseTo(kappa, within(0.0001));
    }

    @RepeatedTest(20)
    void noiseMovesThePredictionLittle() {
        long seed = System.nanoTime();
        UniversalScalability truth = new UniversalScalability(2_000, 0.1, 0.001);
        UniversalScalability fitted = UniversalScalability.fit(points(truth, 0.03, seed));

        assertThat(fitted.throughputAt(12))
                .as("seed %d", seed)
                .isCloseTo(truth.throughputAt(12), Percentage.withPercentage(8));
        assertThat(fitted.sigma()).isNotNegative();
        assertThat(fitted.kappa()).isNotNegative();
    }

    @Test
    void peakIsWhereThroughputIsGreatest() {
        UniversalScalability law = new UniversalScalability(1_000, 0.1, 0.001);

        assertThat(law.peak()).isEqualTo(30);
        assertThat(law.throughputAt(30)).isGreaterThan(law.throughputAt(28)).isGreaterThan(law.throughputAt(32));
        assertThat(new UniversalScalability(1_000, 0.1, 0).peak()).isInfinite();
    }

    @Test
    void perfectFitExplainsEverything() {
        UniversalScalability law = new UniversalScalability(1_000, 0.1, 0.001);

        assertThat(law.rSquared(points(law, 0, 1))).isEqualTo(1);
    }

    @Test
    void tooFewPointsAreAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UniversalScalability.fit(List.of(new Point(1, 1), new Point(2, 2), new Point(2, 3))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UniversalScalability.fit(List.of(new Point(1, 1), new Point(2, 2), new Point(3, 0))));
    }

    private static List<Point> points(UniversalScalability law, double noise, long seed) {
        Random random = new Random(seed);
        return DoubleStream.of(1, 2, 4, 8, 16, 32, 64)
                .mapToObj(n -> new Point(n, law.throughputAt(n) * (1 + noise * random.nextGaussian())))
                .toList();
    }
}
