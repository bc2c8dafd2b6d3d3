package io.tollgate.server.identity;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Makes UUIDs of version 7 (RFC 9562): unguessable in 74 bits, and in the order of their making to the millisecond, so
/// that "newest first" is the order of the primary key and a page can continue after an id. Thread-safe.
public final class TimeOrderedIds {
    /// After every id, by the bytes of texts and by the rules of every language: the latter put punctuation before digits.
    public static final String AFTER_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    private final InstantSource clock;
    private final SecureRandom random;

    public TimeOrderedIds(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    public String next() {
        return next(clock.instant());
    }

    /// An id of something that happened at that time.
    public String next(Instant time) {
        long randomA = random.nextLong() & 0xFFF;
        long high = time.toEpochMilli() << 16 | 0x7000 | randomA;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /// Not after the id of anything that happened at that time or later, and after those of all before.
    public static String first(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L).toString();
    }

    /// The time of what an id of ours is of, to the millisecond.
    public static Instant timeOf(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }

    /// Whether `text` has the form of an id; anything else need not be looked up.
    public static boolean isWellFormed(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f' || Character.isUpperCase(c)) {
                return false;
            }
        }
        return true;
    }
}
