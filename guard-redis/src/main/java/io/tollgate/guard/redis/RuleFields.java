package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the script is told about each rule, made once. Safe for use by any number of threads.
///
/// A window is found by the rule's name, and by its period and way of counting: after a change of those, what was counted
/// before could be read wrongly. A change of the count alone goes on with the same windows.
final class RuleFields {
    /// @param field  the name of the rule's window, as `s600000:files` for slices, `e60000:login` for exact times
    /// @param period in milliseconds, as text
    /// @param slice  in milliseconds, as text; 0 if times are exact
    record RuleField(WindowRule rule, byte[] field, byte[] period, byte[] slice) {
        private static RuleField of(WindowRule rule) {
            long period = rule.limit().period().toMillis();
            boolean exact = rule.limit().count() <= WindowStore.EXACT_UP_TO;
            long slice = exact ? 0 : Math.ceilDiv(period, WindowStore.SLICES);
            String field = (exact ? "e" : "s") + period + ":" + rule.name();
            return new RuleField(rule, field.getBytes(US_ASCII), ascii(period), ascii(slice));
        }

        private static byte[] ascii(long number) {
            return Long.toString(number).getBytes(US_ASCII);
        }
    }

    /// By the rule's id; a copy replaces it when a rule is new, so that it is read without a lock.
    private volatile @Nullable RuleField[] byId = {};

    /// @throws IllegalArgumentException if another rule with the same id or name was used before
    RuleField of(WindowRule rule) {
        @Nullable RuleField[] known = byId;
        RuleField field = rule.id() < known.length ? known[rule.id()] : null;
        return field != null && field.rule.equals(rule) ? field : learn(rule);
    }

    private synchronized RuleField learn(WindowRule rule) {
        for (RuleField other : byId) {
            if (other == null) {
                continue;
            }
            if (other.rule.equals(rule)) {
                return other;
            }
            if (other.rule.id() == rule.id() || other.rule.name().equals(rule.name())) {
                throw new IllegalArgumentException("two rules have one id or name: " + rule.id() + " " + rule + " and "
                        + other.rule.id() + " " + other.rule);
            }
        }
        var field = RuleField.of(rule);
        @Nullable RuleField[] copy = Arrays.copyOf(byId, Math.max(byId.length, rule.id() + 1));
        copy[rule.id()] = field;
        byId = copy;
        return field;
    }
}
