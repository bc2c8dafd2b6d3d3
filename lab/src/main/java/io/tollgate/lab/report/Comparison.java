package io.tollgate.lab.report;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Load;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ScenarioResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Results side by side, each beside the first. A figure is worse when it is beyond the tolerance on the bad side, by more
/// than its floor, and when what it may be in truth in the one result does not overlap with that in the other: noise is no
/// regression.
///
/// @param names   of the results, the first being what the others are compared with
/// @param missing figures of the first that another one does not have
record Comparison(List<String> names, List<Result> results, double tolerance, List<Row> rows, List<String> missing) {
    private static final int MISSING_SHOWN = 10;

    /// How a figure changed.
    enum Change { BETTER, SAME, WORSE }

    /// One figure of all results that have it.
    ///
    /// @param cells in the order of the results, the first being the base
    record Row(String name, Metric base, List<Cell> cells) {}

    /// @param ratio to the base
    record Cell(Metric metric, double ratio, Change change) {}

    /// @param tolerance as a share: 0.1 for 10 %
    /// @throws IllegalArgumentException with fewer than two results
    static Comparison of(Map<String, Result> results, double tolerance) {
        if (results.size() < 2) {
            throw new IllegalArgumentException("a comparison needs two results, not " + results.size());
        }
        List<Map<String, Metric>> metrics = results.values().stream().map(Metric::of).toList();
        List<Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        metrics.getFirst().forEach((name, base) -> {
            List<Metric> others = metrics.stream().map(of -> of.get(name)).filter(Objects::nonNull).toList();
            if (others.size() == metrics.size()) {
                rows.add(new Row(
                        name,
                        base,
                        others.stream()
                                .map(other -> new Cell(other, ratio(base, other), change(base, other, tolerance)))
                                .toList()));
            } else {
                missing.add(name);
            }
        });
        return new Comparison(List.copyOf(results.keySet()), List.copyOf(results.values()), tolerance, rows, missing);
    }

    private static double ratio(Metric base, Metric other) {
        return base.value() == 0 ? other.value() == 0 ? 1 : Double.POSITIVE_INFINITY : other.value() / base.value();
    }

    private static Change change(Metric base, Metric other, double tolerance) {
        double difference = other.value() - base.value();
        double harm = base.better() == Metric.Better.LOWER ? difference : -difference;
        if (Math.abs(harm) <= tolerance * Math.abs(base.value()) || Math.abs(harm) < base.floor()) {
            return Change.SAME;
        }
        if (harm > 0) {
            return apart(base.worst(), other.best(), base) ? Change.WORSE : Change.SAME;
        }
        return apart(other.worst(), base.best(), base) ? Change.BETTER : Change.SAME;
    }

    /// Whether the worst of the better one is still better than the best of the worse one.
    private static boolean apart(double worstOfBetter, double bestOfWorse, Metric metric) {
        return metric.better() == Metric.Better.LOWER ? worstOfBetter < bestOfWorse : worstOfBetter > bestOfWorse;
    }

    /// The scenarios that say nothing, as they are void; with one of them there is no verdict.
    List<String> voidRuns() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            for (ScenarioResult scenario : results.get(i).scenarios()) {
                if (scenario.isVoid()) {
                    found.add(names.get(i) + ", " + scenario.scenario() + ": " + scenario.voidReason());
                }
            }
        }
        return found;
    }

    /// Whether all were made on a like machine, JDK and stores, and of scenarios they have in common with a like load; without
    /// that only ratios inside of each mean something.
    boolean isLike() {
        return results.stream().map(Comparison::conditions).distinct().count() == 1 && loadsAreLike();
    }

    private static List<Object> conditions(Result result) {
        Environment environment = result.environment();
        return Arrays.asList(
                environment.cores(), environment.os(), environment.jdk(), environment.store(), environment.database());
    }

    /// Results of older versions tell no load.
    private boolean loadsAreLike() {
        Map<String, Load> loads = new HashMap<>();
        return results.stream()
                .flatMap(result -> result.scenarios().stream())
                .filter(scenario -> scenario.load() != null)
                .allMatch(scenario ->
                        scenario.load().equals(loads.computeIfAbsent(scenario.scenario(), _ -> scenario.load())));
    }

    /// Whether a figure may be called worse or not.
    boolean hasVerdict() {
        return !rows.isEmpty() && voidRuns().isEmpty();
    }

    /// Whether nothing is worse, and nothing is left out that might be.
    boolean isAllClear() {
        return hasVerdict() && !isWorse() && missing.isEmpty();
    }

    boolean isWorse() {
        return rows.stream().flatMap(row -> row.cells().stream()).anyMatch(cell -> cell.change() == Change.WORSE);
    }

    /// Whether it got worse, in a line.
    String verdict() {
        if (rows.isEmpty()) {
            return "Nothing to compare: the results have no figure in common.";
        }
        if (!voidRuns().isEmpty()) {
            return "No verdict, for a run is void: " + String.join("; ", voidRuns()) + ".";
        }
        Map<Change, List<String>> changed = new LinkedHashMap<>();
        for (Row row : rows) {
            row.cells().forEach(cell -> changed.computeIfAbsent(cell.change(), _ -> new ArrayList<>()).add(row.name()));
        }
        String tolerated = " (tolerance " + Format.percent(tolerance) + ")";
        List<String> better = changed.getOrDefault(Change.BETTER, List.of()).stream().distinct().toList();
        String also = (better.isEmpty() ? "" : "; better: " + String.join(", ", better)) + "." + lost();
        if (isWorse()) {
            return "Worse" + tolerated + ": "
                    + String.join(", ", changed.get(Change.WORSE).stream().distinct().toList()) + also;
        }
        return (missing.isEmpty() ? "Not worse" : "No all-clear, though what both have is not worse") + tolerated + also;
    }

    private String lost() {
        if (missing.isEmpty()) {
            return "";
        }
        String more = missing.size() > MISSING_SHOWN ? " and " + (missing.size() - MISSING_SHOWN) + " others" : "";
        return " Missing in a later result: "
                + String.join(", ", missing.subList(0, Math.min(MISSING_SHOWN, missing.size()))) + more + ".";
    }
}
