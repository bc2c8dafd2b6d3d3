package io.tollgate.server.argon2;

import java.util.Optional;

/// Argon2id with the version 1.3 of RFC 9106. Thread-safe; a call takes the core and the memory that its cost says.
///
/// @param memoryKib m, at least 8 times the parallelism
/// @param iterations t, at least 1
/// @param parallelism p, at least 1
public record Argon2id(int memoryKib, int iterations, int parallelism) {

    public Argon2id {
        if (parallelism < 1 || iterations < 1 || memoryKib < 8 * parallelism) {
            throw new IllegalArgumentException("outside the bounds of RFC 9106, 3.1");
        }
    }

    /// The hash of that password. The memory of the computation is given back before this returns where libsodium
    /// computes, else kept for the next call of this thread.
    ///
    /// @param bytes length of the hash, at least 16
    public byte[] hash(byte[] password, byte[] salt, int bytes) {
        Optional<Sodium> sodium = Sodium.loaded();
        return sodium.isPresent() && Sodium.computes(this, salt)
                ? sodium.get().hash(this, password, salt, bytes)
                : BouncyCastle.hash(this, password, salt, bytes);
    }
}
