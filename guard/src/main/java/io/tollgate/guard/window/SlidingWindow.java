package io.tollgate.guard.window;

/// The step of one sliding window. It looks at the state of one window, in an array that others own, and knows nothing of
/// clocks, threads or where the window is kept: time and limit come in with each call.
///
/// **State.** A ring of cells, each a time and how many requests were admitted then, in the order of time, and the total.
/// A cell counts until a period after its time. Cells taken over from another window are marked.
///
/// **Small limits: a ring of admitted times.** As long as there are cells enough for each admitted request, nothing is
/// rounded: a request is admitted if and only if fewer than the limit lie within the period before it, and the wait is exact.
/// Since the requests themselves are kept and not how many are left, the limit may be another at each step.
///
/// **Large limits, and short memory: slices.** When all `c` cells are in use, those that lie in the same one of the
/// `c - 1` slices of the period become one, at the time of its last request. The requests of a slice then count until the
/// last of them is over, at most `1/(c - 1)` of the period too long: never more than the limit is admitted in any window, and
/// a request is admitted at the latest when fewer than the limit lie within the period and that much more before it.
///
/// **Cost.** Cells leave at one end and arrive at the other, so a step is O(1) amortised; O(c) once per slice, and to find
/// the wait after the limit has shrunk.
///
/// **Sources.** A log of times per window is the textbook way to be exact; merging neighbours under a bound on the error is
/// from Datar, Gionis, Indyk, Motwani, "Maintaining Stream Statistics over Sliding Windows", 2002, with slices of equal length
/// and the error always on the strict side.
///
/// Not safe for use by several threads: one instance serves all windows of a stripe in turn, under its lock.
final class SlidingWindow {
    /// What a window of a large limit uses: 63 slices, twice as fine as the port promises.
    static final int SLICED_CELLS = 64;
    /// The latest time a cell can hold: 34 years in milliseconds.
    static final long MAX_TIME = (1L << 40) - 1;

    /// A cell is, from above, 40 bits of time, the mark of what was taken over, and 23 bits of count.
    private static final int TIME_SHIFT = 24;
    private static final long INHERITED = 1L << 23;
    private static final long COUNT_MASK = INHERITED - 1;

    private long[] cells = {};
    private int base;
    private int capacity;
    private int head;
    private int size;
    private int total;

    /// Looks at the window whose cells lie in `cells[base, base + capacity)`.
    ///
    /// @param ring what [#ring] said when that window was last looked at; 0 for an empty one
    void open(long[] cells, int base, int capacity, long ring) {
        this.cells = cells;
        this.base = base;
        this.capacity = capacity;
        this.total = (int) (ring >>> 32);
        this.head = (int) (ring >>> 16) & 0xffff;
        this.size = (int) ring & 0xffff;
    }

    /// The state beside the cells in one word: the total, where the oldest cell is, how many there are.
    long ring() {
        return (long) total << 32 | (long) head << 16 | size;
    }

    /// Drops the cells that no longer count. Required before the other steps at that time.
    void expire(long now, long period) {
        while (size > 0 && time(head) + period <= now) {
            total -= count(head);
            head = wrapped(head + 1);
            size--;
        }
    }

    /// How long a request must wait from `now` on: 0 if it is admitted, the period if the limit is 0.
    long waitMillis(int limit, long period, long now) {
        if (total < limit) {
            return 0;
        }
        int surplus = total - limit + 1;
        for (int i = 0; i < size; i++) {
            int cell = wrapped(head + i);
            surplus -= count(cell);
            if (surplus <= 0) {
                return time(cell) + period - now;
            }
        }
        return period;
    }

    /// Whether adding at that time takes a cell more than there are.
    boolean isFullFor(long time) {
        return size == capacity && lastTime() < time;
    }

    /// Counts a request admitted at a time that is not before that of the last cell; an earlier one is taken for that.
    void add(long time, long period) {
        addCell(time << TIME_SHIFT | 1, period);
    }

    /// Counts here what another window counts.
    void inherit(SlidingWindow other, long period) {
        for (int i = 0; i < other.size; i++) {
            addCell(other.cells[other.base + other.wrapped(other.head + i)] | INHERITED, period);
        }
    }

    /// Whether some of what counts was taken over from another window. That is older than all else, so the oldest cell tells.
    boolean isInherited() {
        return size > 0 && (cells[base + head] & INHERITED) != 0;
    }

    private void addCell(long cell, long period) {
        long time = cell >>> TIME_SHIFT;
        total += (int) (cell & COUNT_MASK);
        if (size > 0 && lastTime() >= time) {
            int last = wrapped(head + size - 1);
            cells[base + last] = merged(cell, cells[base + last]);
        } else if (size == capacity && !makeRoom(time, period)) {
            int last = wrapped(head + size - 1);
            cells[base + last] = merged(cells[base + last], cell);
        } else {
            cells[base + wrapped(head + size)] = cell;
            size++;
        }
    }

    /// One cell for two, at the time of the later.
    private static long merged(long earlier, long later) {
        return later + (earlier & COUNT_MASK) | earlier & INHERITED;
    }

    /// Merges cells by slice. The cells that count lie within a period and so in at most `c` slices; if the new time is in yet
    /// another one, then in at most `c - 1`, and a cell becomes free.
    ///
    /// @return false if the new time is best added to the last cell: it is in the same slice
    private boolean makeRoom(long time, long period) {
        long slice = Math.ceilDiv(period, capacity - 1);
        if (lastTime() / slice == time / slice) {
            return false;
        }
        int last = 0;
        for (int i = 1; i < size; i++) {
            int from = wrapped(head + i);
            int to = wrapped(head + last);
            if (time(from) / slice == time(to) / slice) {
                cells[base + to] = merged(cells[base + to], cells[base + from]);
            } else {
                last++;
                cells[base + wrapped(head + last)] = cells[base + from];
            }
        }
        size = last + 1;
        return size < capacity;
    }

    /// Moves the window to other cells, at least as many as are in use, and goes on there.
    void moveTo(long[] target, int targetBase, int targetCapacity) {
        for (int i = 0; i < size; i++) {
            target[targetBase + i] = cells[base + wrapped(head + i)];
        }
        cells = target;
        base = targetBase;
        capacity = targetCapacity;
        head = 0;
    }

    int capacity() {
        return capacity;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// The time of the last cell. The window must not be empty.
    long lastTime() {
        return time(wrapped(head + size - 1));
    }

    private int wrapped(int index) {
        return index < capacity ? index : index - capacity;
    }

    private long time(int cell) {
        return cells[base + cell] >>> TIME_SHIFT;
    }

    private int count(int cell) {
        return (int) (cells[base + cell] & COUNT_MASK);
    }
}
