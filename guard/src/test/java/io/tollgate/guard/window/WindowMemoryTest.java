package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// That blocks of cells come back: two pages are just enough for one window to grow to the largest block, since it needs the
/// old block until it has the new one.
class WindowMemoryTest {
    private static final WindowRule RULE = new WindowRule(0, "rule", RateLimit.parse("256/1m"));

    private final WindowMemory memory = new WindowMemory(System.nanoTime(), WindowTable.MIN_SLOTS, 2);

    private static Subject person(int number) {
        return Subject.person("p" + number);
    }

    /// A window that is over at that time, grown as far as it can be.
    private int grown(int number, long now, long end) {
        int slot = memory.make(person(number), RULE, now);
        SlidingWindow window = memory.open(slot);
        memory.saveUntil(end);
        enlarge(now);
        return window.capacity();
    }

    private void enlarge(long now) {
        for (int cells = CellArena.MIN_CELLS; cells <= CellArena.PAGE_CELLS; cells *= 2) {
            memory.enlarge(now);
        }
        memory.save();
    }

    @Test
    void aSmallerBlockComesBackWhenAWindowMovesToALargerOne() {
        assertThat(grown(1, 0, 100)).isEqualTo(CellArena.PAGE_CELLS);
    }

    @Test
    void blocksInUseAreNotTaken() {
        assertThat(grown(1, 0, 100)).isEqualTo(CellArena.PAGE_CELLS);
        assertThat(grown(2, 50, 100)).isEqualTo(CellArena.MIN_CELLS);
        assertThat(memory.open(memory.find(person(1), RULE)).capacity()).isEqualTo(CellArena.PAGE_CELLS);
    }

    @Test
    void blocksOfWindowsThatAreOverAreTakenWhenNeeded() {
        for (int cycle = 0; cycle < 10; cycle++) {
            assertThat(grown(cycle, 10_000L * cycle, 10_000L * cycle + 100)).isEqualTo(CellArena.PAGE_CELLS);
        }
    }

    @Test
    void theBlockComesBackWhenAnotherTakesThePlace() {
        assertThat(grown(0, 0, 100)).isEqualTo(CellArena.PAGE_CELLS);
        for (int number = 1; number <= WindowTable.MIN_SLOTS; number++) {
            memory.open(memory.make(person(number), RULE, 100));
            memory.saveUntil(200);
        }
        assertThat(memory.find(person(0), RULE)).isEqualTo(WindowTable.NONE);
        memory.open(memory.find(person(1), RULE));
        enlarge(100);
        assertThat(memory.open(memory.find(person(1), RULE)).capacity()).isEqualTo(CellArena.PAGE_CELLS);
    }

    @Test
    void theBlockComesBackWhenTheSubjectIsForgotten() {
        assertThat(grown(1, 0, 100)).isEqualTo(CellArena.PAGE_CELLS);
        memory.forget(person(1));
        assertThat(memory.open(memory.find(person(1), RULE)).capacity()).isEqualTo(WindowTable.SLOT_CELLS);
        assertThat(grown(2, 0, 100)).isEqualTo(CellArena.PAGE_CELLS);
    }
}
