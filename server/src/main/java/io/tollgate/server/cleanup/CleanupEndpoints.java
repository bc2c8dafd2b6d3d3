package io.tollgate.server.cleanup;

import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The clean-up by hand.
public final class CleanupEndpoints {
    private static final int MAX_TYPES = 20;
    private static final int MAX_NAME = 40;

    private final Cleanup cleanup;
    private final EventLog events;
    private final InstantSource clock;

    public CleanupEndpoints(Cleanup cleanup, EventLog events, InstantSource clock) {
        this.cleanup = cleanup;
        this.events = events;
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        Access admin = Access.staff(Role.ADMIN);
        return List.of(
                Endpoint.post("/api/admin/maintenance/cleanup", admin, this::run),
                Endpoint.get("/api/admin/maintenance/cleanup/status", admin, this::status));
    }

    /// Answers when it is done; the connection may be given up meanwhile, and the status says how it ended.
    private void run(Call call) {
        JsonBody body = call.body();
        Set<String> types = typesOf(body);
        if (body.flag("dryRun")) {
            call.reply(200, cleanup.dryRun(types));
            return;
        }
        Cleanup.Run run = cleanup.run(types);
        String removed = run.removed().entrySet().stream()
                .map(type -> type.getKey() + " " + type.getValue())
                .collect(Collectors.joining(", "));
        events.record(SecurityEvent.of(EventType.AUTHZ_ADMIN, call, clock.instant())
                .with("act", "cleanup")
                .with("state", run.state())
                .with("removed", removed));
        call.reply(200, run);
    }

    private Set<String> typesOf(JsonBody body) {
        Optional<List<String>> given = body.optionalStrings("types", MAX_TYPES, MAX_NAME);
        given.stream().flatMap(List::stream).filter(type -> !cleanup.types().contains(type)).findAny().ifPresent(type -> {
            throw ProblemException.invalid(
                    "types",
                    "unknown_value",
                    "The field types may hold " + String.join(", ", new TreeSet<>(cleanup.types())) + ".");
        });
        return given.filter(types -> !types.isEmpty()).<Set<String>>map(Set::copyOf).orElseGet(cleanup::types);
    }

    private void status(Call call) {
        call.reply(200, cleanup.last().<Object>map(run -> run).orElse(Map.of("state", "never")));
    }
}
