package io.tollgate.lab.run;

import io.tollgate.lab.scenario.Operation;
import java.util.Map;
import java.util.OptionalDouble;

/// How much of an attack was blocked of what went beyond its budget. Each operation has a budget of its own, and what
/// one leaves of it is nothing that another may have: else a limit that does not hold would hide behind one that does.
final class BlockedShare {

    private BlockedShare() {}

    /// @param judged     requests that got through or were refused, by operation
    /// @param gotThrough those of them that got what they were after
    /// @param budget     those of them that may
    /// @return 0 to 1; empty when nothing lay beyond the budget, for then nothing had to be blocked
    static OptionalDouble of(
            Map<Operation, Long> judged, Map<Operation, Long> gotThrough, Map<Operation, Long> budget) {
        long beyond = beyond(judged, budget);
        long excess = beyond(gotThrough, budget);
        if (beyond == 0) {
            return excess == 0 ? OptionalDouble.empty() : OptionalDouble.of(0);
        }
        return OptionalDouble.of(Math.clamp(1 - (double) excess / beyond, 0, 1));
    }

    private static long beyond(Map<Operation, Long> counts, Map<Operation, Long> budget) {
        return counts.entrySet().stream()
                .mapToLong(count -> Math.max(0, count.getValue() - budget.getOrDefault(count.getKey(), 0L)))
                .sum();
    }
}
