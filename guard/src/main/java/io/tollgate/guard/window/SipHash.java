package io.tollgate.guard.window;

/// SipHash-2-4 with 128 bits of output over the characters of a text, each taken as one byte.
///
/// Source: Jean-Philippe Aumasson, Daniel J. Bernstein, "SipHash: a fast short-input PRF", 2012, and the reference
/// implementation for the longer output. Chosen because, unlike the usual fast hashes, no inputs are known that collide by
/// construction. For one use by one thread.
final class SipHash {
    record Hash(long high, long low) {}

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipHash(long key0, long key1) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    /// @param text characters below 256 only
    Hash hash(String text) {
        long word = 0;
        for (int i = 0; i < text.length(); i++) {
            word |= (long) text.charAt(i) << 8 * (i & 7);
            if ((i & 7) == 7) {
                compress(word);
                word = 0;
            }
        }
        compress(word | (long) text.length() << 56);
        v2 ^= 0xee;
        long high = finish();
        v1 ^= 0xdd;
        return new Hash(high, finish());
    }

    private void compress(long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
    }

    private long finish() {
        rounds(4);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
