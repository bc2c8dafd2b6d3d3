package io.tollgate.server.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes text from outside fit to be shown: one line, bounded, without what looks like a secret or acts as markup.
///
/// Events hold no secrets; this is the second line, for what a client wrote where it did not belong, such as a token in
/// its user agent.
final class SafeText {
    private static final String HIDDEN = "***";

    // Each of these looks at a character a few times at most, whatever the text: clients choose it, and the events of all
    // wait meanwhile.

    /// A name that announces a secret, and the value behind it.
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:passw|pwd|secret|token|cookie|authorization|api[-_]?key|credential)[a-z0-9_-]{0,30}"
                    + "[\"']?\\s{0,30}[:=]\\s{0,30})(?:(?:bearer|basic)\\s+)?[^\\s;,&]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[^\\s;,]{6,}");
    private static final Pattern USER_INFO = Pattern.compile("(://)[^\\s/@]*@");

    /// Tokens of this server, signed tokens, and other long texts that only a machine reads. Ids stay: they are hex.
    private static final Pattern OPAQUE = Pattern.compile(
            "tg[a-z]_[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_.=-]{8,}"
                    + "|(?:(?<![A-Za-z0-9_+/=-])|\\G)(?=[A-Za-z0-9_+/=-]*[G-Zg-z])[A-Za-z0-9_+/=-]{40,}");

    /// A dot that chats take for part of a host's name: before a letter, or behind `www`. Those in addresses stay.
    private static final Pattern HOST_DOT = Pattern.compile("(?i)(?<=\\bwww)\\.|\\.(?=\\p{L})");

    /// Within a word it formats nothing, and names of events are full of them.
    private static final Pattern UNDERSCORE_AT_EDGE = Pattern.compile("(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private SafeText() {}

    /// One line of at most `max` UTF-16 units, with `***` for what looks like a secret.
    static String line(String text, int max) {
        // Cut first, so that no pattern runs over more than is kept, with room for what is hidden.
        String bounded = cut(text, 4 * max);
        return cut(withoutSecrets(SPACES.matcher(bounded).replaceAll(" ").strip()), max);
    }

    private static String withoutSecrets(String line) {
        String named = NAMED.matcher(line).replaceAll("$1" + HIDDEN);
        String schemes = SCHEME.matcher(named).replaceAll("$1 " + HIDDEN);
        String urls = USER_INFO.matcher(schemes).replaceAll("$1" + HIDDEN + "@");
        return OPAQUE.matcher(urls).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }

    /// At most `max` UTF-16 units, never half a character.
    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }

    /// Whether a detail of that name is left out altogether.
    static boolean isSecretName(String name) {
        return NAMED.matcher(name + "=x").find();
    }

    /// For chats: nothing that mentions people, makes links or formats. Slack's three escapes are what the others show as
    /// the character meant, too.
    static String chat(String line) {
        String plain = line.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "(at)")
                .replace("://", ":\u200B//")
                .replace('`', '\'')
                .replace('[', '(')
                .replace(']', ')')
                .replace('*', '\u2217')
                .replace('~', '\u223C')
                .replace('#', '\uFF03');
        String unlinked = HOST_DOT.matcher(plain).replaceAll(".\u200B");
        return UNDERSCORE_AT_EDGE.matcher(unlinked).replaceAll("\uFF3F");
    }
}
