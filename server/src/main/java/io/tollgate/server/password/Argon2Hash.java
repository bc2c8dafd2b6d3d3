package io.tollgate.server.password;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// An Argon2id hash with its parameters, in the notation of the PHC string format.
///
/// @param memoryKib m
/// @param iterations t
/// @param parallelism p
record Argon2Hash(int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {
    /// Above what we would ever write; a stored hash that asks for more must not be able to exhaust the memory.
    private static final int MAX_MEMORY_KIB = 64 * 1024;

    private static final int MAX_ITERATIONS = 10;
    private static final int MAX_PARALLELISM = 4;
    private static final Pattern FORMAT = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /// The hash of that text; empty when it is none, or one that cannot or must not be computed.
    static Optional<Argon2Hash> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Argon2Hash parsed = new Argon2Hash(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Base64.getDecoder().decode(matcher.group(4)),
                    Base64.getDecoder().decode(matcher.group(5)));
            return Optional.of(parsed).filter(Argon2Hash::isComputable);
        } catch (IllegalArgumentException e) {
            // Not Base64.
            return Optional.empty();
        }
    }

    /// Within the bounds of RFC 9106, 3.1, and of ours.
    private boolean isComputable() {
        return parallelism >= 1
                && parallelism <= MAX_PARALLELISM
                && iterations >= 1
                && iterations <= MAX_ITERATIONS
                && memoryKib >= 8 * parallelism
                && memoryKib <= MAX_MEMORY_KIB;
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        memoryKib,
                        iterations,
                        parallelism,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    boolean hasParametersOf(Argon2Hash other) {
        return memoryKib == other.memoryKib
                && iterations == other.iterations
                && parallelism == other.parallelism
                && salt.length == other.salt.length
                && hash.length == other.hash.length;
    }

    /// These parameters and this salt with the hash of another password.
    Argon2Hash of(Password password, Argon2BytesGenerator.BlockPool memory) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .withBlockPool(memory)
                .build());
        byte[] computed = new byte[hash.length];
        generator.generateBytes(password.bytes(), computed);
        return new Argon2Hash(memoryKib, iterations, parallelism, salt, computed);
    }

    boolean hasHashOf(Argon2Hash other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    @Override
    public String toString() {
        return "Argon2Hash[***]";
    }
}
