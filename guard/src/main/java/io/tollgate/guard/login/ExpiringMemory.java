package io.tollgate.guard.login;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Remembers keys until a time. Thread-safe, bounded; what it forgets early is only asked of the ledger again.
///
/// When it is full, what is over makes room; when nothing is, the new key is not remembered. Each key that is there cost
/// its sender a hash or a used-up budget. If new ones pushed them out, a stream of new keys would make every old one cost
/// that again.
///
/// Reading takes no lock. Writing is logarithmic in the number of keys, full or not: keys are also held in the order in
/// which they end.
final class ExpiringMemory {
    private static final Comparator<Entry> SOONEST_FIRST =
            Comparator.comparing(Entry::end).thenComparing(Entry::key);

    private final int capacity;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final TreeSet<Entry> byEnd = new TreeSet<>(SOONEST_FIRST);

    private record Entry(String key, Instant end) {}

    ExpiringMemory(int capacity) {
        this.capacity = capacity;
    }

    synchronized void put(String key, Instant end, Instant now) {
        remove(key);
        while (byEnd.size() >= capacity && !now.isBefore(byEnd.first().end())) {
            entries.remove(byEnd.removeFirst().key());
        }
        if (byEnd.size() < capacity) {
            Entry entry = new Entry(key, end);
            entries.put(key, entry);
            byEnd.add(entry);
        }
    }

    /// Until when the key is remembered; empty when it is not.
    Optional<Instant> get(String key, Instant now) {
        return Optional.ofNullable(entries.get(key)).map(Entry::end).filter(now::isBefore);
    }

    synchronized void remove(String key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            byEnd.remove(entry);
        }
    }

    synchronized void removeIf(Predicate<String> key) {
        byEnd.removeIf(entry -> key.test(entry.key()) && entries.remove(entry.key(), entry));
    }

    synchronized void clear() {
        entries.clear();
        byEnd.clear();
    }
}
