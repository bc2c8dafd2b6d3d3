package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CellArenaTest {
    private static final int[] SIZES = {8, 16, 32, 64, 128, 256, 512};

    /// Each block taken is marked in all its cells; a mark of another block there would mean that they overlap.
    @Test
    void blocksInUseNeverOverlap() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var arena = new CellArena(20);
        List<Integer> inUse = new ArrayList<>();
        boolean wasFull = false;
        for (int step = 0; step < 20_000; step++) {
            boolean filling = step / 1_000 % 2 == 0;
            if (inUse.isEmpty() || random.nextInt(10) < (filling ? 7 : 3)) {
                int block = arena.take(SIZES[random.nextInt(SIZES.length)]);
                if (block == CellArena.NONE) {
                    wasFull = true;
                } else {
                    mark(arena, block);
                    inUse.add(block);
                }
            } else {
                int block = inUse.remove(random.nextInt(inUse.size()));
                for (int i = 0; i < arena.cells(block); i++) {
                    assertThat(arena.array(block)[arena.base(block) + i]).as("seed %d", seed).isEqualTo(block);
                }
                arena.release(block);
            }
        }
        assertThat(wasFull).isTrue();
    }

    private static void mark(CellArena arena, int block) {
        int base = arena.base(block);
        Arrays.fill(arena.array(block), base, base + arena.cells(block), block);
    }

    @Test
    void memoryReleasedInOneSizeIsTakenInAnother() {
        var arena = new CellArena(2);
        for (int size : SIZES) {
            List<Integer> blocks = new ArrayList<>();
            for (int block = arena.take(size); block != CellArena.NONE; block = arena.take(size)) {
                assertThat(arena.cells(block)).isEqualTo(size);
                blocks.add(block);
            }
            assertThat(blocks).hasSize(2 * CellArena.PAGE_CELLS / size).doesNotHaveDuplicates();
            blocks.forEach(arena::release);
        }
        assertThat(arena.bytes()).isEqualTo(2 * CellArena.PAGE_BYTES);
    }

    @Test
    void pagesAreMadeOnlyWhenNeeded() {
        var arena = new CellArena(100);
        long none = arena.bytes();
        assertThat(none).isLessThan(CellArena.PAGE_BYTES);
        Map<long[], Integer> arrays = new IdentityHashMap<>();
        for (int i = 0; i < 64; i++) {
            arrays.merge(arena.array(arena.take(8)), 1, Integer::sum);
        }
        assertThat(arrays).hasSize(1);
        assertThat(arena.bytes() - none).isBetween(4096L, 4200L);
        arena.take(8);
        assertThat(arena.bytes() - none).isBetween(2 * 4096L, 2 * 4200L);
    }

    @Test
    void withoutMemoryThereIsNoBlock() {
        var arena = new CellArena(0);
        assertThat(arena.take(8)).isEqualTo(CellArena.NONE);
        arena.release(CellArena.NONE);
        assertThat(arena.bytes()).isZero();
    }
}
