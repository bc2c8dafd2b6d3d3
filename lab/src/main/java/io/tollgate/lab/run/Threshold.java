package io.tollgate.lab.run;

import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What must hold: a metric, a relation, a value. `p99<500ms`, `errors<0.1%`, `log-in.p95<500ms`.
///
/// @param metric   see [#UNITS]; latencies may have an operation before them, with a dot
/// @param relation one of `<`, `<=`, `>`, `>=`, `=`
/// @param value    in the metric's unit
public record Threshold(String metric, String relation, double value) {
    /// What always must hold, unless a scenario says otherwise.
    static final String ERROR_TARGET = "errors<0.1%";
    static final String REDIS_TARGET = "redis<10ms";
    static final List<String> TARGETS =
            List.of("p95<200ms", "p99<500ms", REDIS_TARGET, ERROR_TARGET, "memory<200MB", "cpu<50%", "restarts=0");
    static final String ATTACK_TARGET = "blocked>=100%";

    /// What only the server itself can tell.
    private static final Set<String> OF_SERVER = Set.of("redis", "cpu", "memory", "connections", "restarts", "leaks");

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("min", "ms"),
            Map.entry("mean", "ms"),
            Map.entry("p50", "ms"),
            Map.entry("p95", "ms"),
            Map.entry("p99", "ms"),
            Map.entry("max", "ms"),
            Map.entry("redis", "ms"),
            Map.entry("errors", "%"),
            Map.entry("late", "%"),
            Map.entry("dropped", ""),
            Map.entry("cpu", "%"),
            Map.entry("memory", "MB"),
            Map.entry("connections", ""),
            Map.entry("throughput", "/s"),
            Map.entry("restarts", ""),
            Map.entry("leaks", ""),
            Map.entry("blocked", "%"));
    private static final Pattern NOTATION =
            Pattern.compile("(?:([a-z-]+)\\.)?([a-z0-9]+)(<=|>=|<|>|=)(\\d+(?:\\.\\d+)?)(ms|s|%|MB|GB|/s)?");

    /// @throws IllegalArgumentException when it is none
    public static Threshold parse(String text) {
        Matcher matcher = NOTATION.matcher(text.replace(" ", ""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " is no threshold; write p99<500ms, errors<0.1% or log-in.p95<1s");
        }
        String name = matcher.group(2);
        String unit = UNITS.get(name);
        if (unit == null) {
            throw new IllegalArgumentException("%s: there is no metric %s; there are %s"
                    .formatted(text, name, String.join(", ", UNITS.keySet().stream().sorted().toList())));
        }
        if (matcher.group(1) != null && !unit.equals("ms") || matcher.group(1) != null && name.equals("redis")) {
            throw new IllegalArgumentException(text + ": only latencies can be asked of one operation");
        }
        if (matcher.group(1) != null && Operation.parse(matcher.group(1)).isEmpty()) {
            throw new IllegalArgumentException("%s: there is no operation %s; there are %s"
                    .formatted(
                            text,
                            matcher.group(1),
                            Arrays.stream(Operation.values()).map(Operation::text).collect(Collectors.joining(", "))));
        }
        String metric = matcher.group(1) == null ? name : matcher.group(1) + "." + name;
        return new Threshold(metric, matcher.group(3), converted(text, matcher.group(4), matcher.group(5), unit));
    }

    /// What a server with Redis is held to beside what was given: the target of Redis, where targets count. It is asked for as if
    /// it had been given, so that a Redis of which there is no figure, as when it is down, is missed and not left out.
    public static List<Threshold> withRedis(Scenario scenario, List<Threshold> given) {
        Threshold target = parse(REDIS_TARGET);
        if (!scenario.thresholds().isEmpty()
                || given.stream().anyMatch(threshold -> threshold.metric().equals(target.metric()))) {
            return given;
        }
        return Stream.concat(given.stream(), Stream.of(target)).toList();
    }

    private static double converted(String text, String number, @Nullable String given, String unit) {
        double value = Double.parseDouble(number);
        if (given == null || given.equals(unit)) {
            return value;
        }
        if (given.equals("s") && unit.equals("ms")) {
            return value * 1_000;
        }
        if (given.equals("GB") && unit.equals("MB")) {
            return value * 1_024;
        }
        throw new IllegalArgumentException("%s: it is not measured in %s but in %s"
                .formatted(text, given, unit.isEmpty() ? "plain numbers" : unit));
    }

    /// Whether only the server itself can tell, so that an admin has to be known.
    public boolean isOfServer() {
        return OF_SERVER.contains(metric);
    }

    /// The operation that it is about; empty when it is about all of them.
    public Optional<Operation> operation() {
        return Operation.parse(metric.substring(0, Math.max(0, metric.indexOf('.'))));
    }

    public String unit() {
        return UNITS.get(metric.substring(metric.indexOf('.') + 1));
    }

    /// @param actual empty when it was not measured; then it does not hold
    ThresholdResult judge(OptionalDouble actual) {
        return actual.isPresent()
                ? new ThresholdResult(metric, value, actual.getAsDouble(), holds(actual.getAsDouble()), relation, unit())
                : new ThresholdResult(metric + " (not measured)", value, null, false, relation, unit());
    }

    private boolean holds(double actual) {
        return switch (relation) {
            case "<" -> actual < value;
            case "<=" -> actual <= value;
            case ">" -> actual > value;
            case ">=" -> actual >= value;
            default -> actual == value;
        };
    }

    @Override
    public String toString() {
        return metric + relation + String.format(Locale.ROOT, "%s", value) + unit();
    }
}
