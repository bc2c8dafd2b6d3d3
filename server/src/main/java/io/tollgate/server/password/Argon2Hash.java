package io.tollgate.server.password;

import io.tollgate.server.argon2.Argon2id;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An Argon2id hash with its parameters, in the notation of the PHC string format.
record Argon2Hash(Argon2id function, byte[] salt, byte[] hash) {
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
            Argon2id function = new Argon2id(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
            return Optional.of(function)
                    .filter(Argon2Hash::isAffordable)
                    .map(affordable -> new Argon2Hash(
                            affordable,
                            Base64.getDecoder().decode(matcher.group(4)),
                            Base64.getDecoder().decode(matcher.group(5))));
        } catch (IllegalArgumentException e) {
            // No such function, or not Base64.
            return Optional.empty();
        }
    }

    private static boolean isAffordable(Argon2id function) {
        return function.parallelism() <= MAX_PARALLELISM
                && function.iterations() <= MAX_ITERATIONS
                && function.memoryKib() <= MAX_MEMORY_KIB;
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        function.memoryKib(),
                        function.iterations(),
                        function.parallelism(),
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    boolean hasParametersOf(Argon2Hash other) {
        return function.equals(other.function)
                && salt.length == other.salt.length
                && hash.length == other.hash.length;
    }

    /// These parameters and this salt with the hash of another password.
    Argon2Hash of(Password password) {
        return new Argon2Hash(function, salt, function.hash(password.bytes(), salt, hash.length));
    }

    boolean hasHashOf(Argon2Hash other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    @Override
    public String toString() {
        return "Argon2Hash[***]";
    }
}
