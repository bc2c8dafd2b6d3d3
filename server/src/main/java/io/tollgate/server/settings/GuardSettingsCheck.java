package io.tollgate.server.settings;

import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes [GuardSettings] of texts: which layers are on, which rules there are, and what they admit.
final class GuardSettingsCheck {
    private static final String LAYERS = "guard.layers";
    private static final String MONITORED = "guard.monitor-rules";
    private static final String LIMITS = "guard.limits.";
    private static final String BUDGETS = "guard.login.";

    private final SettingsReader in;

    GuardSettingsCheck(SettingsReader in) {
        this.in = in;
    }

    GuardSettings settings() {
        return new GuardSettings(
                layers(),
                in.flag("guard.monitor-only"),
                monitoredRules(),
                in.cidrs("guard.allow"),
                limits(),
                new LoginBudgets(
                        budget("client"), budget("account"), budget("address"), budget("spray"), budget("spray-slow")),
                in.durations("guard.ban.durations"),
                in.duration("guard.ban.signup-flood"));
    }

    Set<Layer> layers() {
        return switch (in.unlessOff(LAYERS).orElse("none").toLowerCase(Locale.ROOT)) {
            case "all" -> Set.of(Layer.values());
            case "none" -> Set.of();
            case String some -> someLayers(some);
        };
    }

    private Set<Layer> someLayers(String text) {
        Set<Layer> layers = SettingsReader.items(text).map(this::layer).collect(Collectors.toUnmodifiableSet());
        if (layers.isEmpty()) {
            in.problem(LAYERS, SettingsReader.EMPTY_IS_NOT_OFF);
        }
        return layers;
    }

    private Layer layer(String item) {
        return in.parse(LAYERS, item, Layer.EVENTS, "knows no layer " + item + "; there are all, none, events, detection, "
                + "limits, reputation, alerts", text -> Optional.of(Layer.valueOf(text.toUpperCase(Locale.ROOT))));
    }

    private Set<String> monitoredRules() {
        Set<String> known = ruleNames();
        Set<String> given = Set.copyOf(in.list(MONITORED));
        given.stream()
                .filter(rule -> !known.contains(rule))
                .forEach(rule -> in.problem(
                        MONITORED, "knows no rule " + rule + "; there are " + String.join(", ", known)));
        return given;
    }

    /// Names of limits, of login budgets with `login-` before them, and of the rule that has no setting of its own.
    private static Set<String> ruleNames() {
        Set<String> names = new TreeSet<>(Set.of(Settings.TRAVEL_RULE));
        namesAfter(LIMITS).forEach(names::add);
        namesAfter(BUDGETS).map("login-"::concat).forEach(names::add);
        return names;
    }

    /// By name; `none` switches one off.
    private Map<String, RateLimit> limits() {
        Map<String, RateLimit> limits = new HashMap<>();
        namesAfter(LIMITS).forEach(name ->
                in.unlessOff(LIMITS + name).ifPresent(_ -> limits.put(name, in.limit(LIMITS + name))));
        return Map.copyOf(limits);
    }

    /// The rest of the keys that start with `prefix`.
    private static Stream<String> namesAfter(String prefix) {
        return SettingKeys.ALL.stream()
                .map(SettingKey::name)
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()));
    }

    private RateLimit budget(String name) {
        RateLimit budget = in.limit(BUDGETS + name);
        if (budget.count() > GuardSettings.MAX_BUDGET_COUNT) {
            in.problem(BUDGETS + name, "must be at most %d guesses".formatted(GuardSettings.MAX_BUDGET_COUNT));
        } else if (budget.period().compareTo(GuardSettings.MAX_BUDGET_PERIOD) > 0) {
            in.problem(BUDGETS + name, "must be for at most %dd, as guesses are not remembered longer"
                    .formatted(GuardSettings.MAX_BUDGET_PERIOD.toDays()));
        }
        return budget;
    }
}
