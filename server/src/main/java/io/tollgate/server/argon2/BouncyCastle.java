package io.tollgate.server.argon2;

import java.lang.ref.SoftReference;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id in Java: for all parameters and on all platforms, at half the speed of [Sodium]. Takes half of the heap at most;
/// who would need more waits.
final class BouncyCastle {
    private static final int KIB = 1_024;
    /// In KiB; as much as the largest cost that is accepted, however small the heap.
    private static final int MOST =
            Math.clamp(Runtime.getRuntime().maxMemory() / 2 / KIB, 64 * KIB, Integer.MAX_VALUE);
    private static final Semaphore ROOM = new Semaphore(MOST, true);

    /// Reused, for a new block every time is a collection every few hashes; soft, for it is 19 MB of the heap. The last one
    /// first, so that no more are kept warm than hash at once.
    private static final Deque<SoftReference<Memory>> KEPT = new ConcurrentLinkedDeque<>();

    private record Memory(int blocks, FixedBlockPool pool) {}

    private BouncyCastle() {}

    static byte[] hash(Argon2id cost, byte[] password, byte[] salt, int bytes) {
        int room = Math.min(cost.memoryKib(), MOST);
        ROOM.acquireUninterruptibly(room);
        try {
            Memory memory = memory(cost);
            byte[] hash = hash(cost, password, salt, bytes, memory.pool());
            KEPT.push(new SoftReference<>(memory));
            return hash;
        } finally {
            ROOM.release(room);
        }
    }

    private static byte[] hash(Argon2id cost, byte[] password, byte[] salt, int bytes, FixedBlockPool pool) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .withSalt(salt)
                .withBlockPool(pool)
                .build());
        byte[] hash = new byte[bytes];
        generator.generateBytes(password, hash);
        return hash;
    }

    /// Memory of another cost is let go: hashes of another are rare, and soon upgraded.
    private static Memory memory(Argon2id cost) {
        int blocks = Argon2BytesGenerator.getBlockCount(cost.memoryKib(), cost.parallelism());
        SoftReference<Memory> kept = KEPT.poll();
        Memory memory = kept == null ? null : kept.get();
        return memory != null && memory.blocks() == blocks ? memory : new Memory(blocks, new FixedBlockPool(blocks));
    }
}
