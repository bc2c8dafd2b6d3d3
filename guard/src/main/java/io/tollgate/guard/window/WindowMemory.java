package io.tollgate.guard.window;

/// The windows of a stripe in memory: the table that finds a window's slot, the arena for those that outgrow their slot, and
/// the one window that is open at a time.
///
/// A window starts with the three cells in its slot and moves to blocks of 8, 16, ... cells as it needs them. If no block is
/// to be had it stays and merges cells: stricter, never laxer.
///
/// Guarded by the lock of the stripe that owns it.
final class WindowMemory {
    /// How long after a search for blocks in windows that are over the next one may come.
    private static final long RECLAIM_PAUSE_MILLIS = 1_000;

    private final WindowTable table;
    private final CellArena arena;
    private final SlidingWindow window = new SlidingWindow();
    private int slot = WindowTable.NONE;
    private long nextReclaim;

    WindowMemory(long seed, int maxSlots, int maxPages) {
        table = new WindowTable(seed, maxSlots);
        arena = new CellArena(maxPages);
    }

    /// @return the slot of the key, or [WindowTable#NONE]; holds until a place is made for another key
    int find(Subject subject, WindowRule rule) {
        return table.find(subject.hi(), subject.lo(), rule.id());
    }

    /// Makes a place for a key without one, growing if it must, and puts an empty window there. It is the key's only once it
    /// is saved.
    ///
    /// @return the slot, or [WindowTable#NONE] if all places that the key may have are taken
    int make(Subject subject, WindowRule rule, long now) {
        int place = table.findPlace(subject.hi(), subject.lo(), rule.id(), now);
        if (place == WindowTable.NONE && table.canGrow()) {
            reclaimBlocks(now);
            table.grow(now);
            place = table.findPlace(subject.hi(), subject.lo(), rule.id(), now);
        }
        if (place != WindowTable.NONE) {
            arena.release(table.block(place));
            table.occupy(place, subject.hi(), subject.lo(), rule.id());
        }
        return place;
    }

    /// Opens the window in the slot.
    SlidingWindow open(int opened) {
        slot = opened;
        int block = table.block(slot);
        if (block == CellArena.NONE) {
            window.open(table.array(), table.cellsBase(slot), WindowTable.SLOT_CELLS, table.ring(slot));
        } else {
            window.open(arena.array(block), arena.base(block), arena.cells(block), table.ring(slot));
        }
        return window;
    }

    /// Gives the open window more cells, if there are any.
    void enlarge(long now) {
        int cells = Math.max(CellArena.MIN_CELLS, 2 * Integer.highestOneBit(window.capacity()));
        int larger = arena.take(cells);
        if (larger == CellArena.NONE && now >= nextReclaim) {
            nextReclaim = now + RECLAIM_PAUSE_MILLIS;
            reclaimBlocks(now);
            larger = arena.take(cells);
        }
        if (larger != CellArena.NONE) {
            window.moveTo(arena.array(larger), arena.base(larger), arena.cells(larger));
            arena.release(table.block(slot));
            table.block(slot, larger);
        }
    }

    /// Notes the state of the open window.
    void save() {
        table.ring(slot, window.ring());
    }

    /// Notes the state of the open window, and that its place is kept until then at least.
    void saveUntil(long end) {
        save();
        table.end(slot, Math.max(table.end(slot), end));
    }

    /// Takes back the blocks of windows that are over.
    private void reclaimBlocks(long now) {
        for (int i = 0; i < table.length(); i += WindowTable.SLOT_WORDS) {
            if (table.end(i) <= now) {
                empty(i);
            }
        }
    }

    /// Empties the subject's windows of all rules. They keep their places until they would have been over.
    void forget(Subject subject) {
        for (int i = 0; i < table.length(); i += WindowTable.SLOT_WORDS) {
            if (table.isOf(i, subject.hi(), subject.lo())) {
                empty(i);
            }
        }
    }

    private void empty(int emptied) {
        arena.release(table.block(emptied));
        table.block(emptied, CellArena.NONE);
        table.ring(emptied, 0);
    }

    /// When the first of the places that the key may have becomes free.
    long placeFreeAt(Subject subject, WindowRule rule) {
        return table.placeFreeAt(subject.hi(), subject.lo(), rule.id());
    }

    /// How many windows are not over.
    long count(long now) {
        long count = 0;
        for (int i = 0; i < table.length(); i += WindowTable.SLOT_WORDS) {
            if (table.end(i) > now) {
                count++;
            }
        }
        return count;
    }

    long bytes() {
        return table.bytes() + arena.bytes();
    }
}
