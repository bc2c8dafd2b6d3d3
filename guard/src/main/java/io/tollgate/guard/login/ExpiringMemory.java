package io.tollgate.guard.login;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Remembers keys until a time. Thread-safe, bounded; what it forgets early is only asked of the ledger again.
final class ExpiringMemory {
    private final int capacity;
    private final Map<String, Instant> until = new ConcurrentHashMap<>();

    ExpiringMemory(int capacity) {
        this.capacity = capacity;
    }

    void put(String key, Instant end, Instant now) {
        if (until.size() >= capacity) {
            until.values().removeIf(other -> !now.isBefore(other));
        }
        if (until.size() < capacity) {
            until.put(key, end);
        }
    }

    /// Until when the key is remembered; empty when it is not.
    Optional<Instant> get(String key, Instant now) {
        return Optional.ofNullable(until.get(key)).filter(now::isBefore);
    }

    void remove(String key) {
        until.remove(key);
    }

    void removeIf(Predicate<String> key) {
        until.keySet().removeIf(key);
    }

    void clear() {
        until.clear();
    }
}
