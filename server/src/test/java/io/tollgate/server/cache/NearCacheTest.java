package io.tollgate.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearCacheTest {
    private static final Change.Kind KIND = Change.Kind.FILES_CHANGED;

    @TempDir
    private Path folder;

    private final AtomicLong nanoTime = new AtomicLong(1);
    private final AtomicInteger reads = new AtomicInteger();
    private Database database;
    private ChangeFeed feed;
    private NearCache<String> cache;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(
                SettingsLoader.load(TestDatabase.SQLITE.freshSettings(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        feed = new ChangeFeed(database, new ManualClock(), nanoTime::get);
        cache = cache(true, true, 1_000);
        feed.start(List.of(cache));
    }

    private NearCache<String> cache(boolean enabled, boolean tellsOthers, long maxWeight) {
        return new NearCache<>(KIND, feed, enabled, tellsOthers, maxWeight, String::length);
    }

    @AfterEach
    void close() {
        feed.close();
        database.close();
    }

    private String read(NearCache<String> from, String value) {
        return from.get("ann", () -> {
            reads.incrementAndGet();
            return value;
        });
    }

    @Test
    void aValueIsReadOnce() {
        assertThat(read(cache, "a")).isEqualTo("a");
        assertThat(read(cache, "b")).isEqualTo("a");
        assertThat(reads).hasValue(1);
        assertThat(cache.use()).isEqualTo(new NearCache.Use(1, 1));
    }

    @Test
    void aChangeIsSeenAtOnce() {
        read(cache, "a");

        cache.changed("ann");

        assertThat(read(cache, "b")).isEqualTo("b");
    }

    @Test
    void whatWasBeingReadDuringAChangeIsNotKept() {
        String old = cache.get("ann", () -> {
            cache.changed("ann");
            return "old";
        });

        assertThat(old).isEqualTo("old");
        assertThat(read(cache, "new")).isEqualTo("new");
    }

    @Test
    void noOldValueIsSeenAfterAnyOfManyChanges() {
        AtomicInteger stored = new AtomicInteger();

        List<Boolean> fresh = Together.run(64, thread -> {
            boolean all = true;
            for (int i = 0; i < 500; i++) {
                if (thread % 8 == 0) {
                    int mine = stored.incrementAndGet();
                    cache.changed("bob");
                    all &= Integer.parseInt(cache.get("bob", () -> Integer.toString(stored.get()))) >= mine;
                } else {
                    int before = stored.get();
                    String seen = cache.get("bob", () -> Integer.toString(stored.get()));
                    // One that is being made has not been told of yet.
                    all &= Integer.parseInt(seen) >= before - 8;
                }
            }
            return all;
        });

        assertThat(fresh).doesNotContain(false);
    }

    @Test
    void aChangeOnAnotherNodeIsHeardByTheFeed() {
        read(cache, "a");
        NearCache<String> other = cache(true, true, 1_000);

        database.writeOnly(handle -> other.changing(handle, "ann"));
        feed.announce(List.of(new Change(KIND, "ann", Optional.empty())));

        assertThat(read(cache, "b")).isEqualTo("b");
    }

    @Test
    void otherChangesChangeNothing() {
        read(cache, "a");

        cache.apply(List.of(Change.sessionEnded("ann")));
        cache.changed("bob");

        assertThat(read(cache, "b")).isEqualTo("a");
    }

    @Test
    void aGapInTheFeedForgetsEverything() {
        read(cache, "a");

        cache.reload();

        assertThat(read(cache, "b")).isEqualTo("b");
    }

    @Test
    void withoutTheFeedEverythingIsRead() {
        read(cache, "a");

        nanoTime.addAndGet(6_000_000_000L);

        assertThat(read(cache, "b")).isEqualTo("b");
        assertThat(cache.peek("ann", Optional::of)).isEmpty();
    }

    @Test
    void switchedOffEverythingIsRead() {
        NearCache<String> off = cache(false, true, 1_000);

        assertThat(read(off, "a")).isEqualTo("a");
        assertThat(read(off, "b")).isEqualTo("b");
        assertThat(off.use()).isEqualTo(new NearCache.Use(0, 0));
    }

    @Test
    void itsWeightIsBounded() {
        NearCache<String> small = cache(true, false, 100);
        for (int i = 0; i < 1_000; i++) {
            small.get("key" + i, () -> "ten chars.");
        }

        long kept = 0;
        for (int i = 0; i < 1_000; i++) {
            kept += small.peek("key" + i, Optional::of).isPresent() ? 1 : 0;
        }

        assertThat(kept).isBetween(1L, 10L);
    }
}
