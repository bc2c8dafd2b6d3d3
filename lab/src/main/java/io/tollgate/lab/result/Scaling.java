package io.tollgate.lab.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the load stepped up came to: `X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1))`, the Universal Scalability Law.
///
/// @param request        what was sent
/// @param lambda         throughput of one connection alone, per second
/// @param sigma          contention: the share of work that cannot be done at once
/// @param kappa          coherence: what each pair of connections costs the other
/// @param rSquared       of the fit, 1 being perfect
/// @param peakConnections where the law has its greatest throughput; 0 when it has none
/// @param capacity       requests per second this machine carries
/// @param predicted      the point that was left out of the fit
/// @param bottleneck     what limits it
/// @param advice         in sentences
/// @param setting        line of configuration that hands the capacity to the server
/// @param needs          what the wanted load needs, null when none was named
public record Scaling(
        String request,
        double lambda,
        double sigma,
        double kappa,
        double rSquared,
        double peakConnections,
        double capacity,
        List<Step> steps,
        @Nullable Prediction predicted,
        @Nullable Bottleneck bottleneck,
        List<String> advice,
        @Nullable String setting,
        @Nullable Needs needs) {

    public Scaling {
        steps = steps == null ? List.of() : List.copyOf(steps);
        advice = advice == null ? List.of() : List.copyOf(advice);
    }

    /// What the fitted law says.
    public double throughputAt(double connections) {
        return lambda * connections / (1 + sigma * (connections - 1) + kappa * connections * (connections - 1));
    }

    /// One step of the load.
    ///
    /// @param connections each with one request under way
    /// @param throughput  per second, median of the slices
    /// @param spread      greatest less least of the slices
    /// @param p50         in milliseconds, as p99
    /// @param serverCpu   share of the machine's cores, 0 to 1
    /// @param driverCpu   the same of the driver
    /// @param machineCpu  of all programs on the machine, which is more than those two when others are at work
    /// @param rss         of the server in MB
    public record Step(
            int connections,
            double throughput,
            double spread,
            double p50,
            double p99,
            double serverCpu,
            double driverCpu,
            double machineCpu,
            double rss) {}

    /// @param connections of the step that was left out
    public record Prediction(int connections, double predicted, double measured, double error) {}

    /// What a load needs.
    ///
    /// @param target      requests per second
    /// @param redisOperations per second
    public record Needs(
            double target,
            int nodes,
            int cores,
            double memoryMegabytes,
            int connections,
            double redisOperations,
            double redisMegabytes,
            boolean measured) {}
}
