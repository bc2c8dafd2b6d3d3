package io.tollgate.guard.standing;

import io.tollgate.guard.address.ClientAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The signals of a node that its store has not been told yet. Thread-safe.
///
/// **When full** (`capacity` addresses), as while the store is away, the signals of further addresses are lost.
final class UnstoredSignals {
    private final int capacity;
    private Map<ClientAddress, List<Signal>> byAddress = new HashMap<>();

    UnstoredSignals(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(ClientAddress address, List<Signal> signals) {
        if (byAddress.size() < capacity || byAddress.containsKey(address)) {
            byAddress.computeIfAbsent(address, _ -> new ArrayList<>()).addAll(signals);
        }
    }

    /// Takes them out, for whoever tells the store.
    synchronized Map<ClientAddress, List<Signal>> takeAll() {
        Map<ClientAddress, List<Signal>> taken = byAddress;
        byAddress = new HashMap<>();
        return taken;
    }

    /// What the store says of an address, and what it has not been told.
    synchronized Standing addedTo(Standing stored, ClientAddress address, Instant now) {
        return stored.scored(byAddress.getOrDefault(address, List.of()), now);
    }
}
