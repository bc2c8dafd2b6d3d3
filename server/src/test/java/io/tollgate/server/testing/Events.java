package io.tollgate.server.testing;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Reads the security log as an admin does.
public final class Events {
    private final ApiClient admin;

    public Events(ApiClient admin) {
        this.admin = admin;
    }

    /// The events that a query selects at this moment, newest first.
    public List<JsonNode> find(String query) {
        JsonNode answer = admin.get("/api/admin/security/events?" + query).json();
        return StreamSupport.stream(answer.get("events").spliterator(), false).toList();
    }

    /// The newest event that a query selects, once there is one: events are stored a moment after they happened.
    public JsonNode await(String query) {
        Eventually.within(Duration.ofSeconds(10), "an event " + query, () -> !find(query).isEmpty());
        return find(query).getFirst();
    }
}
