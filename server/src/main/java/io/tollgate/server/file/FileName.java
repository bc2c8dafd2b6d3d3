package io.tollgate.server.file;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a file is called by its owner. Only shown, never used as a path.
record FileName(String text) {
    private static final int MAX_CODE_POINTS = 255;

    /// Format characters that are seen, such as the Arabic sign of a number (property Prepended_Concatenation_Mark).
    private static final String SEEN = "\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\x{110BD}\\x{110CD}";

    /// Zero width joiner and non-joiner and the Mongolian vowel separator, which give what stands before them its
    /// shape: Persian and Indic words, emoji of several.
    private static final String JOINERS = "\\u200C\\u200D\\u180E";

    private static final String TAGS = "\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}";

    /// That of a part of a country, such as Scotland: a flag, the code of the part, the end of tags (UTS #51, ED-14a).
    private static final String FLAG = "\\x{1F3F4}[" + TAGS + "]{3,7}\\x{E007F}";

    /// Flags to keep, and what breaks a line, turns the direction of the text or is not seen and so makes a name look
    /// like another.
    private static final Pattern FLAG_OR_DECEPTIVE =
            Pattern.compile("(" + FLAG + ")|[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}[\\p{Cf}&&[^" + SEEN + JOINERS + "]]]");

    private static final String BLANKS = "\\p{javaWhitespace}" + JOINERS;

    /// Blanks around the name with what the cut left of a flag, and joiners after nothing they could give a shape.
    private static final Pattern LOOSE =
            Pattern.compile("\\A[" + BLANKS + "]+|[" + BLANKS + TAGS + "]+\\z|(?<=[" + BLANKS + "])[" + JOINERS + "]");

    /// The last segment of what was sent, without what deceives the eye; empty when nothing usable is left.
    static Optional<FileName> parse(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        String kept = FLAG_OR_DECEPTIVE.matcher(last).replaceAll("$1");
        String name = LOOSE.matcher(cut(Normalizer.normalize(kept, Normalizer.Form.NFC))).replaceAll("");
        return name.isEmpty() || name.equals(".") || name.equals("..")
                ? Optional.empty()
                : Optional.of(new FileName(name));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_CODE_POINTS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_CODE_POINTS));
    }
}
