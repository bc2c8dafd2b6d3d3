package io.tollgate.server.session;

import io.tollgate.server.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// A refresh token as its holder has it: 256 random bits. The server stores only its hash.
record RefreshToken(String text) {
    private static final Pattern FORM = Pattern.compile("tgr_[A-Za-z0-9_-]{43}");
    private static final int BYTES = 32;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static RefreshToken generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new RefreshToken("tgr_" + ENCODER.encodeToString(bytes));
    }

    /// The token somebody presents; empty when it cannot be one.
    static Optional<RefreshToken> parse(String presented) {
        return FORM.matcher(presented).matches() ? Optional.of(new RefreshToken(presented)) : Optional.empty();
    }

    /// What is stored. A plain hash is enough for a value that cannot be guessed.
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return ENCODER.encodeToString(digest.digest(bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    /// The successor, readable only by whoever holds this token.
    byte[] seal(RefreshToken successor, SecureRandom random) {
        return box(random).seal(successor.bytes());
    }

    Optional<RefreshToken> open(byte[] sealed, SecureRandom random) {
        return box(random)
                .open(sealed)
                .map(bytes -> new RefreshToken(new String(bytes, StandardCharsets.US_ASCII)));
    }

    private SecretBox box(SecureRandom random) {
        return SecretBox.derivedFrom(bytes(), "refresh successor", random);
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "RefreshToken[***]";
    }
}
