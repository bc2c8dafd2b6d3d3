package io.tollgate.server.guard;

import io.tollgate.guard.redis.CommandListener;
import io.tollgate.guard.redis.OutageListener;
import io.tollgate.guard.redis.RedisMetrics;
import io.tollgate.guard.redis.RedisWindowStore;
import io.tollgate.guard.redis.ResilientWindowStore;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.settings.Settings.RedisSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/// The windows of this node: in the process, or shared with other nodes through Redis, with a stricter store in the
/// process that decides while Redis is away.
final class NodeWindows implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tollgate.guard");

    /// See [InProcessWindowStore] for what happens when it is reached.
    private static final long BYTES = 32L << 20;

    private final WindowStore store;
    private final Optional<Shared> shared;

    private record Shared(RedisWindowStore redis, ResilientWindowStore resilient) {}

    private NodeWindows(WindowStore store, Optional<Shared> shared) {
        this.store = store;
        this.shared = shared;
    }

    /// @param commands hears of every command to Redis
    static NodeWindows open(
            RedisSettings settings, CommandListener commands, EventLog events, InstantSource clock) {
        WindowStore local = InProcessWindowStore.create(BYTES);
        if (settings.url().isEmpty()) {
            return new NodeWindows(local, Optional.empty());
        }
        RedisWindowStore redis = RedisWindowStore.open(
                io.tollgate.guard.redis.RedisSettings.of(settings.url().get())
                        .withConnections(settings.connections())
                        .withDeadline(settings.timeout()),
                commands);
        ResilientWindowStore resilient = new ResilientWindowStore(
                redis,
                local,
                ResilientWindowStore.Settings.of(settings.nodes(), settings.timeout()),
                new OutageEvents(events, clock));
        return new NodeWindows(resilient, Optional.of(new Shared(redis, resilient)));
    }

    WindowStore store() {
        return store;
    }

    /// Whether the shared store decides at present; empty when there is none.
    Optional<Boolean> isSharedStoreUp() {
        return shared.map(
                s -> !s.resilient().isOutage() && s.redis().metrics().openConnections() > 0);
    }

    /// What the shared store did; empty when there is none.
    Optional<RedisMetrics> redisMetrics() {
        return shared.map(s -> s.redis().metrics());
    }

    /// Asks the shared store, if there is one, for a sign of life.
    ///
    /// @throws WindowStoreException if it gives none
    void ping() {
        shared.ifPresent(s -> s.redis().ping());
    }

    @Override
    public void close() {
        shared.ifPresent(s -> {
            s.resilient().close();
            s.redis().close();
        });
    }

    private record OutageEvents(EventLog events, InstantSource clock) implements OutageListener {

        @Override
        public void outageBegan(WindowStoreException.Category cause) {
            LOG.log(Level.WARNING, "Redis does not decide ({0}); limits are this node''s share until it is back", cause);
            events.record(SecurityEvent.of(EventType.SYS_STORE_OUTAGE, clock.instant())
                    .with("cause", cause.name().toLowerCase(Locale.ROOT)));
        }

        @Override
        public void outageEnded(Duration length) {
            LOG.log(Level.WARNING, "Redis decides again after {0} s", length.toSeconds());
            events.record(SecurityEvent.of(EventType.SYS_STORE_RECOVERED, clock.instant())
                    .with("seconds", String.valueOf(length.toSeconds())));
        }
    }
}
