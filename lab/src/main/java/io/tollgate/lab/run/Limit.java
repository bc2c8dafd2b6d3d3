package io.tollgate.lab.run;

import io.tollgate.lab.result.Threshold;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What must hold: a metric, a relation, a value. `p99<500ms`, `errors<0.1%`, `log-in.p95<500ms`.
///
/// @param metric   see [#UNITS]; latencies may have an operation before them, with a dot
/// @param relation one of `<`, `<=`, `>`, `>=`, `=`
/// @param value    in the metric's unit
public record Limit(String metric, String relation, double value) {
    /// What always must hold, unless a scenario says otherwise.
    static final List<String> TARGETS = List.of(
            "p95<200ms", "p99<500ms", "redis<10ms", "errors<0.1%", "memory<200MB", "cpu<50%", "restarts=0");
    static final String ATTACK_TARGET = "blocked>=100%";

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
    public static Limit parse(String text) {
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
        String metric = matcher.group(1) == null ? name : matcher.group(1) + "." + name;
        return new Limit(metric, matcher.group(3), converted(text, matcher.group(4), matcher.group(5), unit));
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

    public String unit() {
        return UNITS.get(metric.substring(metric.indexOf('.') + 1));
    }

    /// @param actual empty when it was not measured; then it does not hold
    Threshold judge(OptionalDouble actual) {
        String name = actual.isPresent() ? metric : metric + " (not measured)";
        double number = actual.orElse(0);
        return new Threshold(name, value, number, actual.isPresent() && holds(number), relation, unit());
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
