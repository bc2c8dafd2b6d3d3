package io.tollgate.lab.result;

/// What was asked of a run beside what came.
///
/// @param name     what it is about, as `p95 of responses`
/// @param relation between actual and limit when it held: `<`, `<=`, `>=`, `>` or `=`
/// @param unit     of limit and actual; empty for a plain number
public record Threshold(String name, double limit, double actual, boolean held, String relation, String unit) {

    public Threshold {
        relation = relation == null ? "<" : relation;
        unit = unit == null ? "" : unit;
    }

    public static Threshold below(String name, double limit, double actual, String unit) {
        return new Threshold(name, limit, actual, actual < limit, "<", unit);
    }

    public static Threshold atMost(String name, double limit, double actual, String unit) {
        return new Threshold(name, limit, actual, actual <= limit, "<=", unit);
    }

    public static Threshold atLeast(String name, double limit, double actual, String unit) {
        return new Threshold(name, limit, actual, actual >= limit, ">=", unit);
    }
}
