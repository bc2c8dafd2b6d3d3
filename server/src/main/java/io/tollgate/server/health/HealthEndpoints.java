package io.tollgate.server.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.http.HeaderNames;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Drain;
import io.tollgate.server.http.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/livez` says that the process answers; `/readyz` whether requests should be sent to it.
public final class HealthEndpoints {

    /// @param latencyMillis time of the check, where it asked something outside the process
    record Component(
            String status, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double latencyMillis) {

        private static Component of(boolean up, double latencyMillis) {
            return new Component(text(up), latencyMillis);
        }

        private static Component of(boolean up) {
            return new Component(text(up), null);
        }

        private boolean isUp() {
            return status.equals(text(true));
        }

        private static String text(boolean up) {
            return up ? "up" : "down";
        }
    }

    record HealthAnswer(
            String status, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Component> components) {}

    private final RecentPing database;
    private final ChangeFeed feed;
    private final Supplier<Optional<Boolean>> sharedStore;
    private final Drain drain;

    /// @param sharedStore whether the window store that nodes share decides; empty when there is none
    public HealthEndpoints(
            Database database,
            ChangeFeed feed,
            Supplier<Optional<Boolean>> sharedStore,
            Drain drain,
            LongSupplier nanoTime) {
        this.database = new RecentPing(database::ping, nanoTime);
        this.feed = feed;
        this.sharedStore = sharedStore;
        this.drain = drain;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/livez", Access.everyone(), this::live).charging(Charge.NONE),
                Endpoint.get("/readyz", Access.everyone(), this::ready).charging(Charge.NONE));
    }

    private void live(Call call) {
        call.reply(200, new HealthAnswer("up", Map.of()));
    }

    private void ready(Call call) {
        Map<String, Component> components = new TreeMap<>();
        RecentPing.Answer ping = database.answer();
        components.put("database", Component.of(ping.isUp(), ping.millis()));
        components.put("changeFeed", Component.of(feed.isFresh()));
        if (drain.hasBegun()) {
            components.put("server", Component.of(false));
        }
        boolean up = components.values().stream().allMatch(Component::isUp);
        // Told, but no reason to send requests elsewhere: a stricter store in the process decides meanwhile.
        sharedStore.get().ifPresent(decides -> components.put("redis", Component.of(decides)));
        if (!up) {
            call.setHeader(HeaderNames.RETRY_AFTER, "1");
        }
        boolean verbose = call.query().has("verbose");
        call.reply(up ? 200 : 503, new HealthAnswer(Component.text(up), verbose ? components : Map.of()));
    }
}
