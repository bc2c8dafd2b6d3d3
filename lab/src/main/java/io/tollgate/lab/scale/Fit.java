package io.tollgate.lab.scale;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.Scaling.Needs;
import io.tollgate.lab.result.Scaling.Prediction;
import io.tollgate.lab.result.Scaling.Step;
import io.tollgate.lab.scale.UniversalScalability.Point;
import java.util.List;
import java.util.Optional;

/// From steps to what they mean. One step is left out of the fit and predicted by it, as a check.
///
/// @param leftOut its connections
record Fit(MeasuredRequest request, List<Step> steps, int leftOut, Environment environment) {

    Scaling scaling(Optional<Double> target) {
        List<Point> points = steps.stream()
                .filter(step -> step.connections() != leftOut)
                .map(step -> new Point(step.connections(), step.throughput()))
                .toList();
        UniversalScalability law = UniversalScalability.fit(points);
        Capacity capacity = Capacity.of(
                steps,
                law,
                request,
                environment.cores(),
                environment.store().equals(Environment.REDIS),
                environment.database());
        Advice advice = new Advice(request, law, law.rSquared(points), capacity, environment);
        Optional<Prediction> prediction = prediction(law);
        Optional<Needs> needs = target.map(advice::needs);
        return new Scaling(
                request.description(),
                law.lambda(),
                law.sigma(),
                law.kappa(),
                law.rSquared(points),
                Double.isInfinite(law.peak()) ? 0 : law.peak(),
                capacity.perSecond(),
                steps,
                prediction.orElse(null),
                capacity.bottleneck(),
                advice.sentences(prediction, needs),
                advice.setting(),
                needs.orElse(null));
    }

    private Optional<Prediction> prediction(UniversalScalability law) {
        return steps.stream()
                .filter(step -> step.connections() == leftOut)
                .findFirst()
                .map(step -> new Prediction(
                        leftOut,
                        law.throughputAt(leftOut),
                        step.throughput(),
                        law.throughputAt(leftOut) / step.throughput() - 1));
    }
}
