package io.tollgate.lab.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything one run of the lab measured: the root of `result.json`. What is null was not measured.
///
/// @param components      nanoseconds an operation of each part of the guard takes
/// @param redisOperations times of commands
/// @param logins          by the number of callers
/// @param http            by server: `bare`, `in-process`, `redis`
/// @param rates           response times by server and rate
/// @param versions        of servers of another version and of this one
/// @param bottlenecks     what limited which benchmark, by its name
/// @param notes           what a reader has to know to understand the figures
public record Result(
        Environment environment,
        List<ScenarioResult> scenarios,
        @Nullable RequestLatency requestLatency,
        @Nullable Map<String, Summary> components,
        @Nullable Map<String, Summary> redisOperations,
        @Nullable MemoryUsage memoryUsage,
        @Nullable Startup startup,
        @Nullable GuardCost guard,
        @Nullable SwitchCost metrics,
        @Nullable SwitchCost cache,
        @Nullable EventCost events,
        @Nullable List<LoginRate> logins,
        @Nullable Map<String, HttpRate> http,
        @Nullable Map<String, Summary> rates,
        @Nullable Map<String, Summary> versions,
        @Nullable Scaling scaling,
        Map<String, Bottleneck> bottlenecks,
        List<String> notes) {

    public Result {
        scenarios = scenarios == null ? List.of() : List.copyOf(scenarios);
        bottlenecks = bottlenecks == null ? Map.of() : bottlenecks;
        notes = notes == null ? List.of() : List.copyOf(notes);
    }
}
