package io.tollgate.guard.window;

/// Memory for the cells of windows that need more than their slot holds: blocks of 8 to 512 cells in pages of 512.
///
/// A page holds blocks of one size, its free ones as bits of one word, and may hold another size once all are free. So
/// memory that was taken in many small pieces is not lost for large ones. (Jeff Bonwick, "The Slab Allocator", 1994.)
///
/// Pages are made when needed, up to a bound, and kept. Taking a block looks through the pages, but happens only when a
/// window doubles. Guarded by the lock of the stripe that owns it.
final class CellArena {
    /// The number that no block has.
    static final int NONE = 0;
    static final int MIN_CELLS = 8;
    static final int PAGE_CELLS = 512;
    /// As many as a block's number can tell apart.
    static final int MAX_PAGES = (1 << 25) - 1;
    private static final int NOTE_BYTES = Integer.BYTES + Integer.BYTES + Long.BYTES;
    private static final int ARRAY_BYTES = PAGE_CELLS * Long.BYTES + 16;
    /// A page with what is noted about it.
    static final int PAGE_BYTES = ARRAY_BYTES + NOTE_BYTES;

    private static final int UNITS_PER_PAGE = PAGE_CELLS / MIN_CELLS;
    private static final int UNIT_BITS = Integer.numberOfTrailingZeros(UNITS_PER_PAGE);
    private static final int UNIT_MASK = UNITS_PER_PAGE - 1;

    private final long[][] pages;
    /// Of each page, the cells per block; 0 if it has no blocks.
    private final int[] blockCells;
    /// Of each page, which blocks are free.
    private final long[] free;
    private int made;

    CellArena(int maxPages) {
        pages = new long[maxPages][];
        blockCells = new int[maxPages];
        free = new long[maxPages];
    }

    /// @param cells a power of two from [#MIN_CELLS] to [#PAGE_CELLS]
    /// @return the number of a block, or [#NONE] if memory is used up
    int take(int cells) {
        int empty = made;
        for (int page = 0; page < made; page++) {
            if (blockCells[page] == cells && free[page] != 0) {
                return takeFrom(page);
            }
            if (blockCells[page] == 0) {
                empty = page;
            }
        }
        if (empty == pages.length) {
            return NONE;
        }
        if (empty == made) {
            pages[made++] = new long[PAGE_CELLS];
        }
        blockCells[empty] = cells;
        free[empty] = allFree(cells);
        return takeFrom(empty);
    }

    private int takeFrom(int page) {
        int block = Long.numberOfTrailingZeros(free[page]);
        free[page] &= ~(1L << block);
        int unit = block * (blockCells[page] / MIN_CELLS);
        return (page + 1 << UNIT_BITS) + unit;
    }

    /// Gives a block back. Giving back [#NONE] does nothing.
    void release(int block) {
        if (block == NONE) {
            return;
        }
        int page = pageOf(block);
        free[page] |= 1L << (block & UNIT_MASK) / (blockCells[page] / MIN_CELLS);
        if (free[page] == allFree(blockCells[page])) {
            blockCells[page] = 0;
        }
    }

    private static long allFree(int cells) {
        return -1L >>> UNITS_PER_PAGE - PAGE_CELLS / cells;
    }

    /// The array a block lies in.
    long[] array(int block) {
        return pages[pageOf(block)];
    }

    /// Where in its array a block begins.
    int base(int block) {
        return (block & UNIT_MASK) * MIN_CELLS;
    }

    /// How many cells a block has.
    int cells(int block) {
        return blockCells[pageOf(block)];
    }

    long bytes() {
        return (long) made * ARRAY_BYTES + (long) pages.length * NOTE_BYTES;
    }

    private static int pageOf(int block) {
        return (block >>> UNIT_BITS) - 1;
    }
}
