package io.tollgate.server.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// A password as typed, normalised (NFKC, as NIST SP 800-63B-4 asks for) so that it is the same from every keyboard.
/// Never shown.
public record Password(String text) {
    /// In UTF-16 units before normalising, which makes up to 18 of one: far above any passphrase.
    public static final int MAX_LENGTH = 256;

    public Password {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a password has at most " + MAX_LENGTH + " characters");
        }
        text = Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    int codePoints() {
        return text.codePointCount(0, text.length());
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Password[***]";
    }
}
