package io.tollgate.guard.window;

import java.util.function.ToLongFunction;

/// A power of two of stripes, each with the same share of a memory bound and its own lock, among which subjects are spread by
/// a seeded hash.
final class Stripes {
    private final long seed;
    private final long maxBytes;
    private final Stripe[] stripes;

    private Stripes(int count, int slots, int pages, long seed) {
        this.seed = seed;
        this.maxBytes = count * (WindowTable.bytes(slots) + (long) pages * CellArena.PAGE_BYTES);
        this.stripes = new Stripe[count];
        for (int i = 0; i < count; i++) {
            stripes[i] = new Stripe(Mixer.mix(seed + i + 1), slots, pages);
        }
    }

    /// For windows that grow: up to so much memory for slots, and what then remains for windows that outgrow theirs.
    static Stripes growing(int count, long slotBytes, long maxBytes, long seed) {
        int slots = slots(slotBytes / count);
        long pages = (maxBytes / count - WindowTable.bytes(slots)) / CellArena.PAGE_BYTES;
        return new Stripes(count, slots, (int) Math.min(pages, CellArena.MAX_PAGES), seed);
    }

    /// For windows that keep to the cells in their slots, so that there is place for as many as possible.
    static Stripes compact(int count, long slotBytes, long seed) {
        return new Stripes(count, slots(slotBytes / count), 0, seed);
    }

    private static int slots(long bytes) {
        long slots = Long.highestOneBit(bytes / WindowTable.SLOT_BYTES);
        return Math.clamp(slots, WindowTable.MIN_SLOTS, WindowTable.MAX_SLOTS);
    }

    /// What they can take, headers included.
    long maxBytes() {
        return maxBytes;
    }

    Stripe of(Subject subject) {
        long hash = Mixer.mix(Mixer.mix(subject.hi() ^ seed) ^ subject.lo());
        return stripes[(int) hash & stripes.length - 1];
    }

    /// How many windows are not over at that time.
    long count(long nanos) {
        return sum(stripe -> {
            stripe.advance(nanos);
            return stripe.count();
        });
    }

    long bytes() {
        return sum(Stripe::bytes);
    }

    private long sum(ToLongFunction<Stripe> figure) {
        long sum = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                sum += figure.applyAsLong(stripe);
            }
        }
        return sum;
    }
}
