package io.tollgate.server.argon2;

import java.util.concurrent.atomic.AtomicBoolean;

/// What memory costs that a process gets anew, on this machine. libsodium maps its memory for each hash; where each page of it
/// takes microseconds, as under a hypervisor that keeps page tables of its own, that takes longer than the hash, and an
/// implementation that computes at half the speed in memory it keeps is the quicker one.
final class FreshMemory {
    /// As the server's own hashes.
    private static final int MEMORY_KIB = 19_456;

    private static final int TRIES = 3;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static volatile boolean expensive;

    private FreshMemory() {}

    /// No until it was measured.
    static boolean isExpensive() {
        return expensive;
    }

    /// Measures it, once in a process, by six hashes.
    static void measure(Sodium sodium) {
        if (BEGUN.compareAndSet(false, true)) {
            long once = Long.MAX_VALUE;
            long twice = Long.MAX_VALUE;
            // In turn, and the quickest of each: what else the machine does only adds.
            for (int i = 0; i < TRIES; i++) {
                once = Math.min(once, nanos(sodium, 1));
                twice = Math.min(twice, nanos(sodium, 2));
            }
            expensive = outweighs(once, twice);
            if (expensive) {
                System.getLogger(Argon2id.class.getName())
                        .log(
                                System.Logger.Level.INFO,
                                "fresh memory is slow on this machine: passwords are hashed by Bouncy Castle, which keeps its own");
            }
        }
    }

    /// Whether the memory of a hash takes longer than its two passes, so that a hash at half the speed without it is quicker.
    ///
    /// @param once  time for the memory and one pass over it
    /// @param twice time for the memory and two passes
    static boolean outweighs(long once, long twice) {
        long pass = twice - once;
        long memory = once - pass;
        return memory > 2 * pass;
    }

    private static long nanos(Sodium sodium, int passes) {
        long began = System.nanoTime();
        sodium.hash(new Argon2id(MEMORY_KIB, passes, 1), new byte[0], new byte[Sodium.SALT_BYTES], 32);
        return System.nanoTime() - began;
    }
}
