package io.tollgate.server.metrics;

import io.tollgate.server.settings.MetricsSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Looks every ten seconds whether the last minute was too much. An alert is raised when it was so for long enough, one
/// look excepted, and ends when for longer it was not: a value that wavers about its limit raises one alert, not many.
/// Fails open: what cannot be read raises nothing. [#active] is for any thread.
public final class PerformanceRules {
    private static final System.Logger LOG = System.getLogger("tollgate.metrics");
    /// An hour; who asks for longer gets that.
    private static final int MAX_LOOKS = 360;

    /// Something that is too much.
    ///
    /// @param name  of the rule: `p99`, `error-rate`, `memory`, `cpu`, `redis-latency`
    /// @param value when it was last looked at
    public record Active(String name, Instant since, double value, double limit, String unit) {

        /// How the figure of an alert stands when it has this value.
        ///
        /// @param overSince as of [Standing]
        public Standing standing(double now, Optional<Instant> overSince) {
            return new Standing(figure(name, unit), now, limit, overSince);
        }
    }

    private static String figure(String name, String unit) {
        return name + " in " + unit;
    }

    /// How a figure stands against its limit.
    ///
    /// @param figure    what is measured, as in `p99 in ms`
    /// @param value     when it was last looked at
    /// @param overSince when the limit was first exceeded; empty while there is no alert
    public record Standing(String figure, double value, double limit, Optional<Instant> overSince) {}

    /// Hears of alerts, on the thread that measures: must be quick. What it throws is logged.
    public interface Listener {
        void raised(Active alert);

        /// @param value what it is now
        void cleared(Active alert, double value, Instant at);
    }

    private final List<Rule> rules;
    private volatile Listener listener = new Listener() {
        @Override
        public void raised(Active alert) {}

        @Override
        public void cleared(Active alert, double value, Instant at) {}
    };
    private volatile List<Active> active = List.of();
    private volatile List<Standing> standings;

    PerformanceRules(MetricsSettings.Alerts settings) {
        int hold = looks(settings.hold());
        int clear = looks(settings.clear());
        rules = List.of(
                new Rule("p99", "ms", settings.p99().toMillis(), RecentMinute::p99, hold, clear),
                new Rule("error-rate", "%", settings.errorRate(), RecentMinute::errorRate, hold, clear),
                new Rule("memory", "MB", settings.rss() / (double) (1 << 20), RecentMinute::rss, hold, clear),
                new Rule("cpu", "%", settings.cpu(), RecentMinute::cpu, hold, clear),
                new Rule("redis-latency", "ms", settings.redisLatency().toMillis(), RecentMinute::redisP99, hold, clear));
        standings = rules.stream().map(Rule::standing).toList();
    }

    private static int looks(Duration time) {
        return Math.clamp(Math.ceilDiv(time.toSeconds(), SlidingMinute.SLICE), 1, MAX_LOOKS);
    }

    /// From now on this one hears of alerts.
    public void listen(Listener other) {
        listener = other;
    }

    /// What is too much at present.
    public List<Active> active() {
        return active;
    }

    /// What every rule measures and how it stands, also where nothing is too much. Whoever hears of an alert finds it
    /// here, and whoever hears of its end does not.
    public List<Standing> standings() {
        return standings;
    }

    /// Of all rules.
    List<String> names() {
        return rules.stream().map(rule -> rule.name).toList();
    }

    void look(RecentMinute recent, Instant now) {
        List<Optional<Active>> before = rules.stream().map(Rule::active).toList();
        rules.forEach(rule -> rule.look(recent, now));
        active = rules.stream().map(Rule::active).flatMap(Optional::stream).toList();
        standings = rules.stream().map(Rule::standing).toList();
        for (int i = 0; i < rules.size(); i++) {
            tell(rules.get(i), before.get(i), now);
        }
    }

    private void tell(Rule rule, Optional<Active> before, Instant now) {
        Optional<Active> after = rule.active();
        try {
            if (before.isEmpty() && after.isPresent()) {
                LOG.log(Level.WARNING, "{0} is {1} {2}, above {3}", rule.name, rule.value, rule.unit, rule.limit);
                listener.raised(after.get());
            } else if (before.isPresent() && after.isEmpty()) {
                LOG.log(Level.INFO, "{0} is {1} {2}, no longer above {3}", rule.name, rule.value, rule.unit, rule.limit);
                listener.cleared(before.get(), rule.value, now);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an alert could not be passed on", e);
        }
    }

    private static final class Rule {
        private final String name;
        private final String unit;
        private final double limit;
        private final ToDoubleFunction<RecentMinute> measure;
        private final int hold;
        private final int clear;
        /// The looks that may raise it, oldest first, each with its time where it was over the limit.
        private final Deque<Optional<Instant>> looks = new ArrayDeque<>();
        private double value;
        private int under;
        private Optional<Active> active = Optional.empty();

        /// @param hold  looks that raise the alert, of which one more may be under the limit
        /// @param clear looks in a row under the limit that end it
        private Rule(
                String name, String unit, double limit, ToDoubleFunction<RecentMinute> measure, int hold, int clear) {
            this.name = name;
            this.unit = unit;
            this.limit = limit;
            this.measure = measure;
            this.hold = hold;
            this.clear = clear;
        }

        private Optional<Active> active() {
            return active;
        }

        private Standing standing() {
            return new Standing(figure(name, unit), value, limit, active.map(Active::since));
        }

        private void look(RecentMinute recent, Instant at) {
            value = measure.applyAsDouble(recent);
            boolean over = value > limit;
            under = over ? 0 : under + 1;
            looks.addLast(over ? Optional.of(at) : Optional.empty());
            if (looks.size() > hold + 1) {
                looks.removeFirst();
            }
            if (active.isPresent() && under >= clear) {
                active = Optional.empty();
                looks.clear();
            } else if (active.isPresent()) {
                active = active.map(a -> new Active(name, a.since(), Figures.rounded(value), limit, unit));
            } else if (looks.stream().filter(Optional::isPresent).count() >= hold) {
                Instant since = looks.stream().flatMap(Optional::stream).findFirst().orElse(at);
                active = Optional.of(new Active(name, since, Figures.rounded(value), limit, unit));
            }
        }
    }
}
