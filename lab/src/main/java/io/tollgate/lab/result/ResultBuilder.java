package io.tollgate.lab.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what a run measures. Belongs to one thread.
public final class ResultBuilder {
    private final Environment environment;
    private final List<ScenarioResult> scenarios = new ArrayList<>();
    private final Map<String, Bottleneck> bottlenecks = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private boolean incomplete;
    private @Nullable RequestLatency requestLatency;
    private @Nullable Map<String, Summary> components;
    private @Nullable Map<String, Summary> redisOperations;
    private @Nullable MemoryUsage memoryUsage;
    private @Nullable Startup startup;
    private @Nullable GuardCost guard;
    private @Nullable SwitchCost metrics;
    private @Nullable SwitchCost cache;
    private @Nullable EventCost events;
    private @Nullable List<LoginRate> logins;
    private @Nullable Map<String, HttpRate> http;
    private @Nullable Map<String, Summary> rates;
    private @Nullable Map<String, Summary> versions;
    private @Nullable Scaling scaling;

    public ResultBuilder(Environment environment) {
        this.environment = environment;
    }

    public ResultBuilder scenario(ScenarioResult scenario) {
        scenarios.add(scenario);
        return this;
    }

    public ResultBuilder requestLatency(RequestLatency requestLatency) {
        this.requestLatency = requestLatency;
        return this;
    }

    public ResultBuilder components(Map<String, Summary> components) {
        this.components = components;
        return this;
    }

    public ResultBuilder redisOperations(Map<String, Summary> redisOperations) {
        this.redisOperations = redisOperations;
        return this;
    }

    public ResultBuilder memoryUsage(MemoryUsage memoryUsage) {
        this.memoryUsage = memoryUsage;
        return this;
    }

    public ResultBuilder startup(Startup startup) {
        this.startup = startup;
        return this;
    }

    public ResultBuilder guard(GuardCost guard) {
        this.guard = guard;
        return this;
    }

    public ResultBuilder cache(SwitchCost cache) {
        this.cache = cache;
        return this;
    }

    public ResultBuilder metrics(SwitchCost metrics) {
        this.metrics = metrics;
        return this;
    }

    public ResultBuilder events(EventCost events) {
        this.events = events;
        return this;
    }

    public ResultBuilder logins(List<LoginRate> logins) {
        this.logins = logins;
        return this;
    }

    public ResultBuilder http(Map<String, HttpRate> http) {
        this.http = http;
        return this;
    }

    public ResultBuilder rates(Map<String, Summary> rates) {
        this.rates = rates;
        return this;
    }

    public ResultBuilder versions(Map<String, Summary> versions) {
        this.versions = versions;
        return this;
    }

    public ResultBuilder scaling(Scaling scaling) {
        this.scaling = scaling;
        return this;
    }

    public ResultBuilder bottleneck(String benchmark, Bottleneck bottleneck) {
        bottlenecks.put(benchmark, bottleneck);
        return this;
    }

    public ResultBuilder note(String note) {
        notes.add(note);
        return this;
    }

    /// Says in a note that something was to be measured and is not in the result.
    public ResultBuilder leftOut(String note) {
        incomplete = true;
        return note(note);
    }

    /// Whether anything was left out.
    public boolean isIncomplete() {
        return incomplete;
    }

    public Result build() {
        return new Result(
                environment,
                scenarios,
                requestLatency,
                components,
                redisOperations,
                memoryUsage,
                startup,
                guard,
                metrics,
                cache,
                events,
                logins,
                http,
                rates,
                versions,
                scaling,
                bottlenecks,
                notes);
    }
}
