package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapUpkeepTest {
    private static final long LIVE = 40 << 20;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong used = new AtomicLong(LIVE);
    private final AtomicInteger collections = new AtomicInteger();
    private final HeapUpkeep upkeep = new HeapUpkeep(used::get, () -> LIVE, this::collect, nanos::get);

    private void collect() {
        collections.incrementAndGet();
        used.set(LIVE);
    }

    private void grow(long bytes) {
        used.addAndGet(bytes);
        nanos.addAndGet(HeapUpkeep.REST.toNanos());
        upkeep.run();
    }

    @Test
    void collectsOnceMuchMayBeGarbage() {
        grow(HeapUpkeep.MAY_BE_GARBAGE - 1);
        assertThat(collections).hasValue(0);

        grow(1);
        assertThat(collections).hasValue(1);

        grow(1);
        assertThat(collections).hasValue(1);
    }

    @Test
    void restsBetweenTwoCollectionsHoweverMuchIsUsed() {
        grow(HeapUpkeep.MAY_BE_GARBAGE);
        used.addAndGet(10 * HeapUpkeep.MAY_BE_GARBAGE);
        nanos.addAndGet(HeapUpkeep.REST.toNanos() - 1);
        upkeep.run();
        assertThat(collections).hasValue(1);

        nanos.addAndGet(1);
        upkeep.run();
        assertThat(collections).hasValue(2);
    }
}
