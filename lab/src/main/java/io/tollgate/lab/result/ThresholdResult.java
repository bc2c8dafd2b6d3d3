package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// What was asked of a run beside what came.
///
/// @param name     what it is about, as `p95`
/// @param actual   null when it was not measured; then it does not hold
/// @param relation between actual and limit when it held: `<`, `<=`, `>=`, `>` or `=`
/// @param unit     of limit and actual; empty for a plain number
public record ThresholdResult(
        String name, double limit, @Nullable Double actual, boolean held, String relation, String unit) {

    public ThresholdResult {
        relation = relation == null ? "<" : relation;
        unit = unit == null ? "" : unit;
    }
}
