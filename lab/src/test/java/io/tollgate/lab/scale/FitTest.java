package io.tollgate.lab.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.Scaling.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final UniversalScalability LAW = new UniversalScalability(1_000, 0.1, 0.001);
    private static final Environment ENVIRONMENT = new Environment("", "25", 4, "in-process", "sqlite", null, null);

    @Test
    void capacityIsMeasuredAndNotExtrapolated() {
        Scaling scaling = fit(MeasuredRequest.FILES, 0.6, 0.3).scaling(Optional.empty());

        assertThat(scaling.capacity()).isCloseTo(LAW.throughputAt(30), within(10.0));
        assertThat(scaling.setting()).isEqualTo("scaling.requests-per-minute: " + Math.round(scaling.capacity() * 42));
        assertThat(scaling.needs()).isNull();
    }

    @Test
    void oneLuckyStepIsNotBelieved() {
        List<Step> steps = new ArrayList<>(fit(MeasuredRequest.FILES, 0.6, 0.3).steps());
        Step usual = steps.get(5);
        steps.set(5, new Step(16, usual.throughput() * 1.5, 1, 1, 2, 0.6, 0.3, 0.9, 120));
        Scaling scaling = new Fit(MeasuredRequest.FILES, steps, 12, ENVIRONMENT).scaling(Optional.empty());

        assertThat(scaling.capacity()).isLessThan(usual.throughput() * 1.4);
    }

    @Test
    void stepLeftOutIsPredicted() {
        Scaling.Prediction predicted = fit(MeasuredRequest.FILES, 0.6, 0.3).scaling(Optional.empty()).predicted();

        assertThat(predicted.connections()).isEqualTo(12);
        assertThat(predicted.error()).isCloseTo(0, within(0.01));
    }

    @Test
    void namesWhatLimits() {
        assertThat(limits(MeasuredRequest.FILES, 0.6, 0.3)).isEqualTo("CPU");
        assertThat(limits(MeasuredRequest.FILES, 0.4, 0.5)).isEqualTo("driver");
        assertThat(limits(MeasuredRequest.LOGIN, 0.9, 0.01)).isEqualTo("password hash");
        assertThat(limits(MeasuredRequest.FILES, 0.3, 0.2)).isEqualTo("database");
        assertThat(fit(MeasuredRequest.FILES, 0.3, 0.2, 0.99).scaling(Optional.empty()).bottleneck().name())
                .isEqualTo("other programs");
    }

    @Test
    void wantedLoadNeedsNodesCoresAndRedis() {
        Scaling scaling = fit(MeasuredRequest.FILES, 0.6, 0.3).scaling(Optional.of(50_000.0));

        assertThat(scaling.needs().nodes()).isEqualTo((int) Math.ceil(50_000 / (scaling.capacity() * 0.7)));
        assertThat(scaling.needs().cores()).isEqualTo(28);
        assertThat(scaling.needs().redisOperations()).isEqualTo(50_000);
        assertThat(scaling.needs().measured()).isFalse();
        assertThat(String.join("\n", scaling.advice())).contains("extrapolated", "PostgreSQL: ", "Check: the step of 12");
    }

    @Test
    void smallLoadNeedsOneNodeAndNoRedis() {
        Scaling scaling = fit(MeasuredRequest.FILES, 0.6, 0.3).scaling(Optional.of(100.0));

        assertThat(scaling.needs().nodes()).isEqualTo(1);
        assertThat(scaling.needs().redisOperations()).isZero();
        assertThat(scaling.advice()).contains("One node needs no Redis; its database may be SQLite.");
    }

    private static String limits(MeasuredRequest request, double serverCpu, double driverCpu) {
        return fit(request, serverCpu, driverCpu).scaling(Optional.empty()).bottleneck().name();
    }

    private static Fit fit(MeasuredRequest request, double serverCpu, double driverCpu) {
        return fit(request, serverCpu, driverCpu, serverCpu + driverCpu);
    }

    private static Fit fit(MeasuredRequest request, double serverCpu, double driverCpu, double machineCpu) {
        List<Step> steps = IntStream.of(1, 2, 4, 8, 12, 16, 32, 64)
                .mapToObj(n -> new Step(n, LAW.throughputAt(n), 1, 1, 2, serverCpu, driverCpu, machineCpu, 120))
                .toList();
        return new Fit(request, steps, 12, ENVIRONMENT);
    }

    @Test
    void nodesAreNotCountedOnStoresThatTheyCannotShare() {
        Fit inProcess = fit(MeasuredRequest.FILES, 0.6, 0.3);
        Fit shared = new Fit(
                MeasuredRequest.FILES, inProcess.steps(), 12, ENVIRONMENT.withStores(Environment.REDIS, Environment.POSTGRESQL));

        assertThat(String.join("\n", inProcess.scaling(Optional.of(50_000.0)).advice()))
                .contains("--set redis.url=... --set database.url=...");
        assertThat(String.join("\n", inProcess.scaling(Optional.of(100.0)).advice())).doesNotContain("--set");
        assertThat(String.join("\n", shared.scaling(Optional.of(50_000.0)).advice())).doesNotContain("--set");
    }

    @Test
    void shareOfTheHashIsNotAsserted() {
        assertThat(fit(MeasuredRequest.LOGIN, 0.9, 0.01).scaling(Optional.empty()).bottleneck().reason())
                .contains("lab bench login")
                .doesNotContain("nearly all");
        assertThat(limits(MeasuredRequest.LOGIN, 0.4, 0.5)).isEqualTo("driver");
    }
}
