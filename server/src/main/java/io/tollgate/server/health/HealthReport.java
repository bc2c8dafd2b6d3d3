package io.tollgate.server.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// `/api/admin/health`: every part of this node, how long it took to ask, and what is wrong, for people. Whether requests
/// should be sent here is for [HealthEndpoints] to say.
public final class HealthReport {

    /// @param status        `up`, `down`, or `off` for what is not in use
    /// @param latencyMillis how long asking took; absent when nobody was asked
    /// @param detail        what is wrong
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(String status, @Nullable Double latencyMillis, @Nullable String detail) {}

    record Report(String status, Map<String, Part> components) {}

    private final List<HealthCheck> checks;
    private final LongSupplier nanoTime;

    public HealthReport(List<HealthCheck> checks, LongSupplier nanoTime) {
        this.checks = List.copyOf(checks);
        this.nanoTime = nanoTime;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/admin/health", Access.staff(Role.ANALYST), this::report));
    }

    private void report(Call call) {
        Map<String, Part> parts = new TreeMap<>();
        checks.forEach(check -> parts.put(check.name(), part(check)));
        boolean up = parts.values().stream().noneMatch(part -> part.status().equals("down"));
        call.reply(200, new Report(up ? "up" : "down", parts));
    }

    private Part part(HealthCheck check) {
        if (check.check().isEmpty()) {
            return new Part("off", null, null);
        }
        long began = nanoTime.getAsLong();
        Optional<String> wrong;
        try {
            wrong = check.check().get().get();
        } catch (RuntimeException e) {
            // Its message may name hosts and users: for the log where it happened, not for an answer.
            wrong = Optional.of("does not answer");
        }
        double millis = Math.round((nanoTime.getAsLong() - began) / 1e3) / 1e3;
        return new Part(wrong.isEmpty() ? "up" : "down", millis, wrong.orElse(null));
    }
}
