package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Standing;
import io.tollgate.guard.standing.StandingStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A store of standings without a database: a look-up never asks the store, but it has to be filled from one.
final class InMemoryStandings implements StandingStore {
    private final Map<ClientAddress, Standing> standings = new ConcurrentHashMap<>();
    private final InstantSource clock;

    InMemoryStandings(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Standing update(ClientAddress address, UnaryOperator<Standing> change) {
        Standing changed = change.apply(find(address));
        standings.put(address, changed);
        return changed;
    }

    @Override
    public Map<ClientAddress, Standing> updateAll(Map<ClientAddress, UnaryOperator<Standing>> changes) {
        Map<ClientAddress, Standing> changed = new ConcurrentHashMap<>();
        changes.forEach((address, change) -> changed.put(address, update(address, change)));
        return changed;
    }

    private Standing find(ClientAddress address) {
        Standing found = standings.get(address);
        return found == null ? Standing.neutral(clock.instant()) : found;
    }

    @Override
    public Map<ClientAddress, Standing> findAll(Set<ClientAddress> addresses) {
        return addresses.stream().collect(Collectors.toMap(address -> address, this::find));
    }

    @Override
    public void forEachBannedOrExempted(BiConsumer<ClientAddress, Standing> consumer) {}

    @Override
    public void forEachWorstFirst(int limit, BiConsumer<ClientAddress, Standing> consumer) {
        standings.forEach(consumer);
    }
}
