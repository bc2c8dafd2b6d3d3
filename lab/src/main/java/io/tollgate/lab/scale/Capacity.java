package io.tollgate.lab.scale;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.Scaling.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What a machine carries and what limits it there.
///
/// @param perSecond  the lesser of the best step and of the law's best within the steps: one lucky step is not believed, nor
///                   is the law beyond its points
/// @param at         the best step
/// @param bottleneck what limited it there
record Capacity(double perSecond, Step at, Bottleneck bottleneck) {
    /// @param cores of the machine
    static Capacity of(
            List<Step> steps, UniversalScalability law, MeasuredRequest request, int cores, boolean hasRedis, String database) {
        Step best = steps.stream()
                .max(Comparator.comparingDouble(Step::throughput))
                .orElseThrow();
        double last = steps.stream().mapToDouble(Step::connections).max().orElseThrow();
        double lawful = law.throughputAt(Math.min(last, law.peak()));
        return new Capacity(Math.min(best.throughput(), lawful), best, bottleneck(best, request, cores, hasRedis, database));
    }

    private static Bottleneck bottleneck(
            Step best, MeasuredRequest request, int cores, boolean hasRedis, String database) {
        String figures = String.format(
                Locale.ROOT,
                "at %d connections the server used %.0f %% of %d cores and the driver %.0f %%",
                best.connections(),
                best.serverCpu() * 100,
                cores,
                best.driverCpu() * 100);
        if (best.serverCpu() + best.driverCpu() < Bottleneck.BUSY && best.machineCpu() >= Bottleneck.BUSY) {
            return new Bottleneck(
                    "other programs",
                    figures + String.format(
                            Locale.ROOT, ", yet the machine was busy to %.0f %%: on an idle one it carries more",
                            best.machineCpu() * 100));
        }
        if (best.serverCpu() + best.driverCpu() < Bottleneck.BUSY) {
            String waited = hasRedis ? "Redis or " + database : database;
            return new Bottleneck(
                    hasRedis ? "Redis or database" : "database",
                    figures + ", so neither was short of processor: requests waited for " + waited + ", or for a lock");
        }
        if (best.driverCpu() > best.serverCpu()) {
            return new Bottleneck("driver", figures + ": on a machine of its own the server would carry more");
        }
        return request == MeasuredRequest.LOGIN
                ? new Bottleneck("password hash", figures + "; `lab bench login` measures how much of a login it is")
                : new Bottleneck("CPU", figures);
    }

    /// Seconds of one core that a request takes of the server.
    double coreSecondsPerRequest(int cores) {
        return at.serverCpu() * cores / at.throughput();
    }
}
