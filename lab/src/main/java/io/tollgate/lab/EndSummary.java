package io.tollgate.lab;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.Growth;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.result.ThresholdResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is printed in the end: first what had to hold, then the figures.
final class EndSummary {
    private final ScenarioResult result;
    private final List<String> lines = new ArrayList<>();

    private EndSummary(ScenarioResult result) {
        this.result = result;
    }

    static List<String> of(ScenarioResult result) {
        EndSummary summary = new EndSummary(result);
        summary.write();
        return summary.lines;
    }

    private void write() {
        add("%n%s, seed %d, %.0f s%s%s", result.scenario(), result.seed(), result.durationSeconds(),
                result.load() == null ? "" : ", " + result.load().text(),
                result.isVoid() ? ": VOID, " + result.voidReason() : "");
        result.thresholds().forEach(this::addThreshold);
        add("");
        add("  requests    %,d answered, %.1f/s; errors %.2f %%; late %d, dropped %d",
                result.responseTime().count(), result.throughput(), result.errorRate() * 100, result.late(),
                result.dropped());
        addLatency("response", result.responseTime());
        addLatency("service", result.serviceTime());
        addErrors();
        addServer();
        result.growths().forEach(this::addGrowth);
        if (result.attack() != null) {
            addAttack(result.attack());
        }
        result.notes().forEach(note -> add("  note        %s", note));
    }

    private void addThreshold(ThresholdResult threshold) {
        add("  %s %-22s %s %s%s   %s",
                threshold.held() ? "\u2713" : "\u2717",
                threshold.name(),
                threshold.relation(),
                number(threshold.limit()),
                threshold.unit(),
                threshold.actual() == null ? "-" : number(threshold.actual()) + threshold.unit());
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.3g" : "%.1f", value);
    }

    private void addLatency(String name, Summary latency) {
        if (latency.count() == 0) {
            add("  %-11s nothing was answered", name);
            return;
        }
        add("  %-11s min %.1f, mean %.1f, p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms",
                name, latency.min(), latency.mean(), latency.p50(), latency.p95(), latency.p99(), latency.max());
    }

    private void addErrors() {
        result.byKind().forEach((kind, figures) -> {
            if (figures.errors() > 0) {
                add("  errors      %s: %d of %d, answers %s", kind, figures.errors(), figures.count(),
                        figures.statuses());
            }
        });
    }

    private void addServer() {
        List<String> told = new ArrayList<>();
        if (result.cpuUsage() != null) {
            told.add(text("cpu %.0f %%", result.cpuUsage() * 100));
        }
        if (result.memoryUsage() != null) {
            told.add(text(
                    "memory %.0f MB (%.0f before)", result.memoryUsage().current(), result.memoryUsage().baseline()));
        }
        if (result.activeConnections() != null) {
            told.add(text("connections %d", result.activeConnections()));
        }
        if (result.redisLatency() != null) {
            told.add(text("Redis %.2f ms", result.redisLatency().mean()));
        }
        add("  server      %s", told.isEmpty() ? "its own figures were not read" : String.join(", ", told));
        if (result.driver() != null) {
            add("  driver      cpu %.0f %%, collecting garbage %.0f ms, late %.2f %%",
                    result.driver().cpu() * 100, result.driver().gcMillis(), result.driver().lateShare() * 100);
        }
    }

    private void addGrowth(Growth growth) {
        add("  %-11s %s %s to %s %s, %+.1f an hour%s",
                growth.isLeak() ? "LEAK" : "growth",
                growth.name(),
                number(growth.from()),
                number(growth.to()),
                growth.unit(),
                growth.perHour(),
                growth.isLeak() ? ", steadily" : "");
    }

    private void addAttack(Attack attack) {
        add("  attack      %,d requests%s%s%s; %,d got through%s, %,d allowed; %s",
                attack.requests(),
                attack.sources() == null ? "" : text(" from %d addresses as the server saw", attack.sources()),
                attack.unanswered() == 0 ? "" : text(", %,d without an answer", attack.unanswered()),
                attack.unexpected() == 0 ? "" : text(", %,d answered otherwise", attack.unexpected()),
                attack.checked(),
                attack.gotThrough().size() < 2 ? "" : " " + attack.gotThrough(),
                attack.budget(),
                attack.blockedShare() == null
                        ? "nothing was beyond"
                        : text("blocked %.2f %% of what was beyond", attack.blockedShare() * 100));
        add("  first ban   %s", attack.firstBanSeconds() == null
                ? "none"
                : String.format(Locale.ROOT, "after %.1f s", attack.firstBanSeconds()));
        add("  users       alone p50 %.1f, p99 %.1f ms; under attack p50 %.1f, p99 %.1f ms, %d of %d failed",
                attack.usersAlone().p50(), attack.usersAlone().p99(), attack.users().p50(), attack.users().p99(),
                attack.users().errors(), attack.users().requests());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void add(String format, Object... values) {
        lines.add(text(format, values));
    }
}
