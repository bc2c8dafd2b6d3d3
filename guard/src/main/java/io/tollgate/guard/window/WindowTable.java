package io.tollgate.guard.window;

/// Finds the slot of a window by subject and rule: an open-addressed table in one array, a slot being eight words, the length
/// of a cache line, so that a window with few cells is found and read in one place.
///
/// **Where a key can be.** In one of two buckets of eight slots, which its hash chooses: in the first if that has a place,
/// else in the second. (The second choice is what lets such a table become nearly full: Azar, Broder, Karlin, Upfal,
/// "Balanced Allocations", 1994.) So a look-up reads 16 slots at worst, whatever an attacker does; the hash is seeded, so he
/// cannot choose the bucket either.
///
/// **Who may take a place.** The ids of people and sessions, which the server makes, may take any; addresses, which strangers
/// bring along, leave a quarter of each bucket alone. So no flood of addresses takes the last place from who is signed in.
///
/// **How slots are reused.** A slot says when its window is over. A new key takes the first slot of its buckets that was never
/// used or is over; nothing is deleted, moved, or swept. A look-up may stop at a slot that was never used, because places are
/// taken from the left and the second bucket only when the first has none.
///
/// **When both buckets are full** of windows that are not over, the table doubles, taking along what is not over, up to its
/// bound. Beyond that a new key is not taken in. Known keys stay.
///
/// Guarded by the lock of the stripe that owns it.
final class WindowTable {
    /// Where no slot is.
    static final int NONE = -1;
    /// The words of a slot.
    static final int SLOT_WORDS = 8;
    static final int SLOT_BYTES = SLOT_WORDS * Long.BYTES;
    /// The cells in a slot.
    static final int SLOT_CELLS = 3;
    static final int MIN_SLOTS = 16;
    /// As many as one array can hold.
    static final int MAX_SLOTS = 1 << 27;

    private static final int HI = 0;
    private static final int LO = 1;
    private static final int RULE_AND_BLOCK = 2;
    private static final int END = 3;
    private static final int RING = 4;
    private static final int CELLS = 5;

    private static final int BUCKET_WORDS = 8 * SLOT_WORDS;
    private static final int OPEN_WORDS = 6 * SLOT_WORDS;
    private static final long NEVER_USED = 0;

    private final long seed;
    private final int maxSlots;
    private long[] words = new long[MIN_SLOTS * SLOT_WORDS];

    /// @param maxSlots a power of two, at least [#MIN_SLOTS]
    WindowTable(long seed, int maxSlots) {
        this.seed = seed;
        this.maxSlots = maxSlots;
    }

    /// @return the slot of the key, whether or not its window is over, or [#NONE]
    int find(long hi, long lo, int rule) {
        long hash = hash(hi, lo, rule);
        int first = firstBucket(words, hash);
        int places = placesWords(lo);
        for (int slot = first; slot < first + places; slot += SLOT_WORDS) {
            if (words[slot + END] == NEVER_USED) {
                return NONE;
            }
            if (holds(slot, hi, lo, rule)) {
                return slot;
            }
        }
        int second = secondBucket(words, hash);
        for (int slot = second; slot < second + places; slot += SLOT_WORDS) {
            if (holds(slot, hi, lo, rule)) {
                return slot;
            }
        }
        return NONE;
    }

    private boolean holds(int slot, long hi, long lo, int rule) {
        return words[slot + LO] == lo && words[slot + HI] == hi && rule(slot) == rule && words[slot + END] != NEVER_USED;
    }

    /// A slot that a key without one may have, still as its last user left it, or [#NONE].
    int findPlace(long hi, long lo, int rule, long now) {
        return place(words, hash(hi, lo, rule), placesWords(lo), now);
    }

    /// When the first of the places that a key may have becomes free.
    long placeFreeAt(long hi, long lo, int rule) {
        long hash = hash(hi, lo, rule);
        int places = placesWords(lo);
        return Math.min(firstEnd(firstBucket(words, hash), places), firstEnd(secondBucket(words, hash), places));
    }

    private long firstEnd(int bucket, int places) {
        long first = Long.MAX_VALUE;
        for (int slot = bucket; slot < bucket + places; slot += SLOT_WORDS) {
            first = Math.min(first, words[slot + END]);
        }
        return first;
    }

    private static int place(long[] words, long hash, int places, long now) {
        int place = placeInBucket(words, firstBucket(words, hash), places, now);
        return place == NONE ? placeInBucket(words, secondBucket(words, hash), places, now) : place;
    }

    private static int placeInBucket(long[] words, int bucket, int places, long now) {
        for (int slot = bucket; slot < bucket + places; slot += SLOT_WORDS) {
            if (words[slot + END] <= now) {
                return slot;
            }
        }
        return NONE;
    }

    /// Gives the slot to a key, with an empty window.
    void occupy(int slot, long hi, long lo, int rule) {
        words[slot + HI] = hi;
        words[slot + LO] = lo;
        words[slot + RULE_AND_BLOCK] = (long) rule << 32;
        words[slot + RING] = 0;
    }

    boolean canGrow() {
        return words.length / SLOT_WORDS < maxSlots;
    }

    /// Doubles the table and leaves behind what is over; the owner has taken back its blocks. Takes both tables' memory until
    /// it is done. Changes nothing if the keys happen not to find places in the larger table either.
    void grow(long now) {
        var wider = new long[2 * words.length];
        for (int slot = 0; slot < words.length; slot += SLOT_WORDS) {
            if (words[slot + END] > now) {
                long lo = words[slot + LO];
                int place = place(wider, hash(words[slot + HI], lo, rule(slot)), placesWords(lo), NEVER_USED);
                if (place == NONE) {
                    return;
                }
                System.arraycopy(words, slot, wider, place, SLOT_WORDS);
            }
        }
        words = wider;
    }

    private long hash(long hi, long lo, int rule) {
        return Mixer.mix(Mixer.mix(hi ^ seed) ^ lo ^ (long) rule << 48);
    }

    /// How many words of a bucket a key may use; the sign tells ids from addresses, see [Subject].
    private static int placesWords(long lo) {
        return lo < 0 ? BUCKET_WORDS : OPEN_WORDS;
    }

    private static int firstBucket(long[] words, long hash) {
        return ((int) hash * BUCKET_WORDS) & words.length - 1;
    }

    /// Another bucket than the first.
    private static int secondBucket(long[] words, long hash) {
        int first = firstBucket(words, hash);
        int second = ((int) (hash >>> 32) * BUCKET_WORDS) & words.length - 1;
        return second == first ? first ^ BUCKET_WORDS : second;
    }

    /// The number of words, at every [#SLOT_WORDS]th of which a slot begins.
    int length() {
        return words.length;
    }

    boolean isOf(int slot, long hi, long lo) {
        return words[slot + HI] == hi && words[slot + LO] == lo && words[slot + END] != NEVER_USED;
    }

    private int rule(int slot) {
        return (int) (words[slot + RULE_AND_BLOCK] >>> 32);
    }

    /// The block of [CellArena] where the window's cells are, [CellArena#NONE] if they are in the slot.
    int block(int slot) {
        return (int) words[slot + RULE_AND_BLOCK];
    }

    void block(int slot, int block) {
        words[slot + RULE_AND_BLOCK] = (long) rule(slot) << 32 | block;
    }

    /// When the window is over; 0 if the slot was never used.
    long end(int slot) {
        return words[slot + END];
    }

    void end(int slot, long end) {
        words[slot + END] = end;
    }

    /// The state of the window's ring; see [SlidingWindow#ring].
    long ring(int slot) {
        return words[slot + RING];
    }

    void ring(int slot, long ring) {
        words[slot + RING] = ring;
    }

    /// The array with the cells in the slot, from [#cellsBase] on.
    long[] array() {
        return words;
    }

    int cellsBase(int slot) {
        return slot + CELLS;
    }

    long bytes() {
        return bytes(words.length / SLOT_WORDS);
    }

    /// What a table of that many slots takes, with its array's header.
    static long bytes(long slots) {
        return 16 + slots * SLOT_BYTES;
    }
}
