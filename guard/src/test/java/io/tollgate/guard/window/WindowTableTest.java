package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowTableTest {
    private record Key(long hi, long lo, int rule) {}

    /// What tells the keys of ids from those of addresses.
    private static final long ID = Long.MIN_VALUE;
    private static final long ADDRESS = 0;

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    private static int find(WindowTable table, Key key) {
        return table.find(key.hi, key.lo, key.rule);
    }

    /// @return the slot, or [WindowTable#NONE] where the table has no place for it
    private static int put(WindowTable table, Key key, long now, long end) {
        int place = table.findPlace(key.hi, key.lo, key.rule, now);
        if (place == WindowTable.NONE && table.canGrow()) {
            table.grow(now);
            place = table.findPlace(key.hi, key.lo, key.rule, now);
        }
        if (place != WindowTable.NONE) {
            table.occupy(place, key.hi, key.lo, key.rule);
            table.end(place, end);
        }
        return place;
    }

    /// Against a map: what is not over is found, under its own key, with what was noted there.
    @Test
    void whatIsNotOverIsAlwaysFound() {
        var table = new WindowTable(seed, 1 << 12);
        Map<Key, Long> live = new HashMap<>();
        boolean wasFull = false;
        for (long now = 1; now < 200_000; now++) {
            var key = new Key(random.nextLong(30), random.nextLong(300) * (random.nextBoolean() ? 1 : -1), random.nextInt(3));
            int slot = find(table, key);
            if (live.getOrDefault(key, 0L) > now) {
                assertThat(slot).as("seed %d", seed).isNotEqualTo(WindowTable.NONE);
                assertThat(table.end(slot)).as("seed %d", seed).isEqualTo(live.get(key));
            } else if (slot == WindowTable.NONE) {
                long end = now + 1 + random.nextLong(now % 50_000 < 25_000 ? 10_000 : 500);
                if (put(table, key, now, end) == WindowTable.NONE) {
                    wasFull = true;
                } else {
                    live.put(key, end);
                }
            }
        }
        assertThat(wasFull).isTrue();
    }

    @Test
    void theKeyOfZerosIsAKeyLikeOthers() {
        var table = new WindowTable(seed, 16);
        var zeros = new Key(0, 0, 0);
        assertThat(find(table, zeros)).isEqualTo(WindowTable.NONE);
        int slot = put(table, zeros, 0, 100);
        assertThat(find(table, zeros)).isEqualTo(slot);
        assertThat(find(table, new Key(0, 0, 1))).isEqualTo(WindowTable.NONE);
    }

    @Test
    void isNearlyFullBeforeAKeyIsTurnedAway() {
        var table = new WindowTable(seed, 1 << 12);
        assertThat(fill(table, 1 << 12, ID)).isGreaterThan((1 << 12) * 8 / 10);
        assertThat(table.bytes()).isEqualTo(16 + (64 << 12));
    }

    @Test
    void keepsAQuarterOfThePlacesForIds() {
        var table = new WindowTable(seed, 1 << 12);
        assertThat(fill(table, 1 << 16, ADDRESS)).isEqualTo((1 << 12) * 3 / 4);
        assertThat(fill(table, 1 << 9, ID)).isGreaterThan((1 << 9) * 9 / 10);
        assertThat(fill(table, 1 << 16, ID)).isGreaterThan(0);
        assertThat(fill(table, 1 << 16, ID)).isZero();
    }

    /// @return how many of so many new keys found a place
    private int fill(WindowTable table, int keys, long mark) {
        int held = 0;
        for (int i = 0; i < keys; i++) {
            held += put(table, new Key(random.nextLong(), i | mark, 0), 0, 100) == WindowTable.NONE ? 0 : 1;
        }
        return held;
    }

    @Test
    void growsAsKeysComeAndLeavesBehindWhatIsOver() {
        var table = new WindowTable(seed, 1 << 12);
        for (int now = 0; now < 10_000; now++) {
            assertThat(put(table, new Key(1, now, 0), now, now + 10)).isNotEqualTo(WindowTable.NONE);
        }
        assertThat(table.bytes()).isLessThanOrEqualTo(16 + 64 * 128);
    }

    @Test
    void takesAlongWhatEndsSoonWhenItGrows() {
        var table = new WindowTable(seed, 32);
        for (int i = 0; i < 16; i++) {
            put(table, new Key(0, i | ID, 0), 0, i < 8 ? 100 : 101);
        }
        table.grow(100);
        for (int i = 0; i < 16; i++) {
            int slot = find(table, new Key(0, i | ID, 0));
            assertThat(slot != WindowTable.NONE).isEqualTo(i >= 8);
        }
    }

    @Test
    void saysWhenAPlaceBecomesFree() {
        var table = new WindowTable(seed, 16);
        for (int i = 0; i < 16; i++) {
            put(table, new Key(0, i | ID, 0), 0, 100 + i);
        }
        assertThat(table.findPlace(1, 1 | ID, 0, 99)).isEqualTo(WindowTable.NONE);
        assertThat(table.placeFreeAt(1, 1 | ID, 0)).isEqualTo(100);
        assertThat(table.findPlace(1, 1 | ID, 0, 100)).isNotEqualTo(WindowTable.NONE);
    }
}
