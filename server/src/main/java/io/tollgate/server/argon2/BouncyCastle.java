package io.tollgate.server.argon2;

import java.lang.ref.SoftReference;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id in Java: for all parameters and on all platforms, at half the speed of [Sodium].
final class BouncyCastle {
    /// Reused, for a new block every time is a collection every few hashes; soft, for it is 19 MB of the heap.
    private static final ThreadLocal<SoftReference<Memory>> MEMORY = new ThreadLocal<>();

    private record Memory(int blocks, FixedBlockPool pool) {}

    private BouncyCastle() {}

    static byte[] hash(Argon2id cost, byte[] password, byte[] salt, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .withSalt(salt)
                .withBlockPool(memory(cost))
                .build());
        byte[] hash = new byte[bytes];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static FixedBlockPool memory(Argon2id cost) {
        int blocks = Argon2BytesGenerator.getBlockCount(cost.memoryKib(), cost.parallelism());
        SoftReference<Memory> kept = MEMORY.get();
        Memory memory = kept == null ? null : kept.get();
        if (memory == null || memory.blocks != blocks) {
            memory = new Memory(blocks, new FixedBlockPool(blocks));
            MEMORY.set(new SoftReference<>(memory));
        }
        return memory.pool;
    }
}
