package io.tollgate.guard.standing;

import io.tollgate.guard.address.ClientAddress;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A store of standings that can be away, and counts how often it is written.
final class InMemoryStandingStore implements StandingStore {
    private final InstantSource clock;
    private final Map<ClientAddress, Standing> rows = new HashMap<>();
    private boolean away;
    private int updates;
    private Runnable afterRead = () -> {};
    private Runnable duringRead = () -> {};

    InMemoryStandingStore(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void setAway(boolean away) {
        this.away = away;
    }

    /// What happens between the reading of all standings and the use of them, once.
    synchronized void setAfterRead(Runnable event) {
        afterRead = event;
    }

    /// What happens before banned ones are read, once.
    synchronized void setDuringRead(Runnable event) {
        duringRead = event;
    }

    /// How many rows were written.
    synchronized int updates() {
        return updates;
    }

    @Override
    public synchronized Standing update(ClientAddress address, UnaryOperator<Standing> change) {
        requireThere();
        updates++;
        Standing changed = change.apply(find(address));
        rows.put(address, changed);
        return changed;
    }

    @Override
    public synchronized Map<ClientAddress, Standing> updateAll(Map<ClientAddress, UnaryOperator<Standing>> changes) {
        Map<ClientAddress, Standing> changed = new HashMap<>();
        changes.forEach((address, change) -> changed.put(address, update(address, change)));
        return changed;
    }

    synchronized Standing find(ClientAddress address) {
        requireThere();
        return rows.getOrDefault(address, Standing.neutral(clock.instant()));
    }

    @Override
    public synchronized Map<ClientAddress, Standing> findAll(Set<ClientAddress> addresses) {
        return addresses.stream().collect(Collectors.toMap(address -> address, this::find));
    }

    @Override
    public synchronized void forEachBannedOrExempted(BiConsumer<ClientAddress, Standing> consumer) {
        requireThere();
        Runnable before = duringRead;
        duringRead = () -> {};
        before.run();
        rows.forEach((address, standing) -> {
            boolean banned = standing.ban().filter(ban -> !ban.isOver(clock.instant())).isPresent();
            if (banned || standing.isAllowedAt(clock.instant())) {
                consumer.accept(address, standing);
            }
        });
        Runnable event = afterRead;
        afterRead = () -> {};
        event.run();
    }

    @Override
    public synchronized void forEachWorstFirst(int limit, BiConsumer<ClientAddress, Standing> consumer) {
        requireThere();
        rows.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().score()))
                .limit(limit)
                .forEach(entry -> consumer.accept(entry.getKey(), entry.getValue()));
    }

    private void requireThere() {
        if (away) {
            throw new IllegalStateException("the store is away");
        }
    }
}
