package io.tollgate.guard.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a window must do, by counting a list of all admitted times. Slow, and too simple to be wrong.
final class WindowOracle {
    private final Map<WindowRule, List<Long>> admitted = new HashMap<>();

    /// How many requests were admitted in the last so many milliseconds.
    long count(WindowRule rule, long now, long millis) {
        return times(rule).stream().filter(time -> time > now - millis).count();
    }

    boolean hasRoom(WindowRule rule, double multiplier, long now) {
        return count(rule, now, rule.limit().period().toMillis()) < rule.limit().scaled(multiplier);
    }

    boolean hasRoom(List<WindowRule> rules, double multiplier, long now) {
        return rules.stream().allMatch(rule -> hasRoom(rule, multiplier, now));
    }

    /// How long until there is room if nothing more is admitted.
    long waitMillis(WindowRule rule, double multiplier, long now) {
        long wait = 0;
        long period = rule.limit().period().toMillis();
        while (wait < period && !hasRoom(rule, multiplier, now + wait)) {
            long looking = now + wait;
            wait = 1 + wait + times(rule).stream().filter(time -> time > looking - period)
                    .mapToLong(time -> time + period - looking - 1).min().orElse(period - wait - 1);
        }
        return wait;
    }

    void record(WindowRule rule, long now) {
        times(rule).add(now);
    }

    void record(List<WindowRule> rules, long now) {
        rules.forEach(rule -> record(rule, now));
    }

    private List<Long> times(WindowRule rule) {
        return admitted.computeIfAbsent(rule, _ -> new ArrayList<>());
    }
}
