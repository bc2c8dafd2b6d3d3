package io.tollgate.server.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which new passwords are good enough. Immutable.
public final class PasswordRules {

    /// Why a password is not good enough.
    public enum Weakness {
        TOO_SHORT,
        COMMON,
        REPETITION,
        SEQUENCE,
        PERSONAL
    }

    private static final String BLOCKLIST = "blocklist.txt";
    private static final String SERVICE = "tollgate";
    private static final List<String> SEQUENCES = List.of(
            "0123456789012345678901234567890123456789",
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
            "qwertyuiopasdfghjklzxcvbnm",
            "qwertzuiopasdfghjklyxcvbnm",
            "azertyuiopqsdfghjklmwxcvbn");

    private final int minLength;

    /// @param minLength in code points
    public PasswordRules(int minLength) {
        this.minLength = minLength;
    }

    /// Read when the first new password is there: a start can do without.
    private static final class Blocklist {
        private static final Set<String> WORDS = read();

        private static Set<String> read() {
            try (InputStream in = PasswordRules.class.getResourceAsStream(BLOCKLIST);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toUnmodifiableSet());
            } catch (IOException e) {
                throw new UncheckedIOException("the password blocklist cannot be read", e);
            }
        }
    }

    public int minLength() {
        return minLength;
    }

    /// The first rule a password breaks; empty when it is good enough.
    ///
    /// @param personal what belongs to the person and must not be the password: address, name
    public Optional<Weakness> weakness(Password password, List<String> personal) {
        String folded = password.text().toLowerCase(Locale.ROOT);
        if (password.codePoints() < minLength) {
            return Optional.of(Weakness.TOO_SHORT);
        }
        String unit = repeatedUnit(folded);
        if (isPersonal(folded, unit, personal)) {
            return Optional.of(Weakness.PERSONAL);
        }
        if (Blocklist.WORDS.contains(folded) || Blocklist.WORDS.contains(unit)) {
            return Optional.of(Weakness.COMMON);
        }
        if (unit.length() <= 4 && unit.length() < folded.length()) {
            return Optional.of(Weakness.REPETITION);
        }
        return isSequence(folded) ? Optional.of(Weakness.SEQUENCE) : Optional.empty();
    }

    private static boolean isPersonal(String folded, String unit, List<String> personal) {
        return Stream.concat(Stream.of(SERVICE), personal.stream().flatMap(PasswordRules::words))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> word.equals(folded) || word.equals(unit));
    }

    /// The text and, of an e-mail address, the part before the sign.
    private static Stream<String> words(String text) {
        int at = text.indexOf('@');
        return at > 0 ? Stream.of(text, text.substring(0, at)) : Stream.of(text);
    }

    /// The shortest text that, repeated, gives the whole; the whole itself when it repeats nothing.
    private static String repeatedUnit(String text) {
        int period = (text + text).indexOf(text, 1);
        return text.substring(0, period);
    }

    private static boolean isSequence(String folded) {
        String backwards = new StringBuilder(folded).reverse().toString();
        return SEQUENCES.stream().anyMatch(sequence -> sequence.contains(folded) || sequence.contains(backwards));
    }
}
