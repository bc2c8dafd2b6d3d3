package io.tollgate.guard.window;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules a store was asked about. Windows are found by a rule's id, so two rules of one id would share a window without
/// anybody noticing; here it is noticed.
final class KnownRules {
    /// By id; a copy replaces it when a rule is new, so that it is read without a lock.
    private volatile @Nullable WindowRule[] byId = {};

    /// @throws IllegalArgumentException if another rule with the id of one of these was used before
    void check(List<WindowRule> rules) {
        @Nullable WindowRule[] known = byId;
        for (int i = 0; i < rules.size(); i++) {
            WindowRule rule = rules.get(i);
            if (!contains(known, rule)) {
                known = learn(rule);
            }
        }
    }

    private static boolean contains(@Nullable WindowRule[] known, WindowRule rule) {
        return rule.id() < known.length && (known[rule.id()] == rule || rule.equals(known[rule.id()]));
    }

    private synchronized @Nullable WindowRule[] learn(WindowRule rule) {
        @Nullable WindowRule[] known = byId;
        if (contains(known, rule)) {
            return known;
        }
        WindowRule before = rule.id() < known.length ? known[rule.id()] : null;
        if (before != null) {
            throw new IllegalArgumentException("two rules have the id " + rule.id() + ": " + before + " and " + rule);
        }
        @Nullable WindowRule[] copy = Arrays.copyOf(known, Math.max(known.length, rule.id() + 1));
        copy[rule.id()] = rule;
        byId = copy;
        return copy;
    }
}
