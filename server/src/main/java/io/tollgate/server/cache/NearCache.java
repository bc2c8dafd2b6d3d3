package io.tollgate.server.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/// Values of one kind by the id of whom they belong to. Bounded by weight; keeps those used often and lately (W-TinyLFU, by
/// Caffeine). Thread-safe.
///
/// **Coherence.** On this node no value is seen that was read before a change whose maker has called [#changed]: a value that
/// is being read meanwhile is not kept. Other nodes hear of the change by the feed, within a second; one that has not heard
/// from it lately keeps nothing back and asks the database.
public final class NearCache<V> implements ChangeListener {
    private static final int STRIPES = 64;

    private final Change.Kind kind;
    private final ChangeFeed feed;
    private final boolean enabled;
    private final boolean tellsOthers;
    private final Cache<String, V> values;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// How often the values of some keys have changed; also the lock under which they are kept and forgotten.
    private static final class Stripe {
        private long changes;
    }

    /// How often a value was at hand, and how often not.
    public record Use(long hits, long misses) {}

    /// @param kind        what the feed calls a change; its subject is the key
    /// @param enabled     otherwise each value is read each time
    /// @param tellsOthers whether other nodes keep such values too
    /// @param maxWeight   of all values together
    /// @param weight      of one value, at least 1
    public NearCache(
            Change.Kind kind,
            ChangeFeed feed,
            boolean enabled,
            boolean tellsOthers,
            long maxWeight,
            ToIntFunction<V> weight) {
        this.kind = kind;
        this.feed = feed;
        this.enabled = enabled;
        this.tellsOthers = enabled && tellsOthers;
        this.values = Caffeine.newBuilder()
                .maximumWeight(maxWeight)
                .<String, V>weigher((_, value) -> weight.applyAsInt(value))
                // Its upkeep is short, and a pool of threads would be started for it.
                .executor(Runnable::run)
                .build();
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /// The value of a key.
    ///
    /// @param reader reads it from the database, in a transaction that begins now
    public V get(String key, Supplier<V> reader) {
        if (!isUsable()) {
            return reader.get();
        }
        V value = values.getIfPresent(key);
        if (value != null) {
            hits.increment();
            return value;
        }
        misses.increment();
        Stripe stripe = stripe(key);
        long before = changes(stripe);
        V read = reader.get();
        synchronized (stripe) {
            if (stripe.changes == before) {
                values.put(key, read);
            }
        }
        return read;
    }

    /// Something of the value of a key, if it is at hand and has that.
    public <T> Optional<T> peek(String key, Function<V, Optional<T>> part) {
        return isUsable() ? Optional.ofNullable(values.getIfPresent(key)).flatMap(part) : Optional.empty();
    }

    private boolean isUsable() {
        return enabled && (!tellsOthers || feed.isFresh());
    }

    /// Tells other nodes that the value of a key changes with this transaction; the last thing that it does.
    public void changing(Handle handle, String key) {
        if (tellsOthers) {
            feed.append(handle, List.of(new Change(kind, key, Optional.empty())));
        }
    }

    /// Forgets the value of a key; to be called once its change has committed or may have.
    public void changed(String key) {
        if (enabled) {
            Stripe stripe = stripe(key);
            synchronized (stripe) {
                stripe.changes++;
                values.invalidate(key);
            }
        }
    }

    private Stripe stripe(String key) {
        return stripes[Math.floorMod(key.hashCode(), STRIPES)];
    }

    private static long changes(Stripe stripe) {
        synchronized (stripe) {
            return stripe.changes;
        }
    }

    @Override
    public void reload() {
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.changes++;
            }
        }
        values.invalidateAll();
    }

    @Override
    public void apply(List<Change> changes) {
        changes.stream().filter(change -> change.kind() == kind).map(Change::subject).forEach(this::changed);
    }

    public Use use() {
        return new Use(hits.sum(), misses.sum());
    }
}
