package io.tollgate.lab.run;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/// Holds thresholds against what was measured.
final class Judge {
    private static final double MILLI = 1e6;
    private static final double PERCENT = 100;

    private final Measured measured;
    private final Optional<ServerView> server;
    private final boolean serverAsked;
    private final Optional<Attack> attack;
    private final double throughput;

    /// @param server      empty when its figures were not read
    /// @param serverAsked whether they were to be read
    Judge(
            Measured measured,
            Optional<ServerView> server,
            boolean serverAsked,
            Optional<Attack> attack,
            double throughput) {
        this.measured = measured;
        this.server = server;
        this.serverAsked = serverAsked;
        this.attack = attack;
        this.throughput = throughput;
    }

    /// The thresholds of a run: those on the command line, over those of the scenario, over the targets, each by its metric.
    /// A scenario with thresholds of its own has no others but that of errors, for what was not answered is in no percentile. A
    /// target that nobody could measure is left out; any other threshold that was not measured is missed.
    List<ThresholdResult> judge(Scenario scenario, List<Threshold> given) {
        List<Threshold> thresholds = new ArrayList<>(targets(scenario));
        thresholds.removeIf(target -> actual(target.metric()).isEmpty() && !isMeasurable(target));
        replace(thresholds, scenario.thresholds().stream().map(Threshold::parse).toList());
        replace(thresholds, given);
        return thresholds.stream().map(threshold -> threshold.judge(actual(threshold.metric()))).toList();
    }

    /// Not every server has a Redis; of one that has, [Threshold#withRedis] asks for it.
    private boolean isMeasurable(Threshold target) {
        return !target.metric().equals("redis") && (serverAsked || !target.isOfServer());
    }

    /// A metric may have several thresholds, such as one from above and one from below.
    private static void replace(List<Threshold> thresholds, List<Threshold> preferred) {
        thresholds.removeIf(threshold -> preferred.stream().anyMatch(other -> other.metric().equals(threshold.metric())));
        thresholds.addAll(preferred);
    }

    private static List<Threshold> targets(Scenario scenario) {
        if (!scenario.thresholds().isEmpty()) {
            return List.of(Threshold.parse(Threshold.ERROR_TARGET));
        }
        List<String> texts = new ArrayList<>(Threshold.TARGETS);
        scenario.attack().ifPresent(_ -> texts.add(Threshold.ATTACK_TARGET));
        return texts.stream().map(Threshold::parse).toList();
    }

    private OptionalDouble actual(String metric) {
        int dot = metric.indexOf('.');
        if (dot >= 0) {
            return Operation.parse(metric.substring(0, dot))
                    .map(measured.byOperation()::get)
                    .map(tally -> latency(tally, metric.substring(dot + 1)))
                    .orElse(OptionalDouble.empty());
        }
        return switch (metric) {
            case "errors" -> OptionalDouble.of(measured.users().errorRate() * PERCENT);
            case "late" -> OptionalDouble.of(measured.everybody().lateShare() * PERCENT);
            case "dropped" -> OptionalDouble.of(measured.everybody().dropped());
            case "throughput" -> OptionalDouble.of(throughput);
            case "blocked" -> present(attack.map(Attack::blockedShare).map(share -> share * PERCENT));
            case "redis" -> ofServer(ServerView::redisMean);
            case "cpu" -> ofServer(view -> view.cpu().stream().map(share -> share * PERCENT).findFirst());
            case "memory" -> ofServer(ServerView::resident);
            case "connections" -> ofServer(view -> view.connections().stream().asDoubleStream().findFirst());
            case "leaks" -> ofServer(ServerView::leaks);
            case "restarts" -> present(server.map(view -> (double) view.restarts()));
            default -> latency(measured.users(), metric);
        };
    }

    private OptionalDouble ofServer(Function<ServerView, OptionalDouble> figure) {
        return server.map(figure).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble present(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /// Without a single answer there is no latency, and none that could hold.
    private static OptionalDouble latency(Tally tally, String metric) {
        Histogram histogram = tally.response();
        if (histogram.getTotalCount() == 0) {
            return OptionalDouble.empty();
        }
        double nanos =
                switch (metric) {
                    case "min" -> histogram.getMinValue();
                    case "mean" -> histogram.getMean();
                    case "max" -> histogram.getMaxValue();
                    default -> histogram.getValueAtPercentile(Double.parseDouble(metric.substring(1)));
                };
        return OptionalDouble.of(nanos / MILLI);
    }
}
