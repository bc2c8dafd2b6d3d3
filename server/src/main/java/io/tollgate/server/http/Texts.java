package io.tollgate.server.http;

/// What counts as text from outside.
public final class Texts {

    private Texts() {}

    /// No NUL, which PostgreSQL cannot store, and no half of a surrogate pair, which UTF-8 cannot carry.
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    public static boolean hasControlCharacter(String text) {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    /// The text without control characters and unpaired surrogates, cut to `maxLength` UTF-16 units: for headers that
    /// are shown and stored but decide nothing.
    public static String printable(String text, int maxLength) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), maxLength));
        text.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .takeWhile(c -> kept.length() + Character.charCount(c) <= maxLength)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
