package io.tollgate.server.file;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parameters of a header such as `form-data; name="files"; filename="a.txt"`. Encoded words are left as they
/// stand, for they have no meaning here (RFC 2047, 5), and so is `%22`, by which browsers may mean a quotation mark or
/// the same three characters (RFC 7578, 4.2).
///
/// `filename*` is not for forms either, but some clients write nothing else: see [#decoded].
final class HeaderParameters {
    private static final Pattern EXTENDED = Pattern.compile("([^']+)'[^']*'(.*)", Pattern.DOTALL);

    private final Map<String, String> values = new HashMap<>();

    private HeaderParameters() {}

    /// The last of several of the same name counts.
    static HeaderParameters parse(String header) {
        HeaderParameters parameters = new HeaderParameters();
        for (String part : parts(header)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            parameters.values.put(name.strip().toLowerCase(Locale.ROOT), unquoted(value.strip()));
        }
        return parameters;
    }

    /// What stands between semicolons that are not within quotes.
    private static List<String> parts(String header) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        boolean quoted = false;
        boolean escaped = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == ';' && !quoted) {
                parts.add(header.substring(begin, i));
                begin = i + 1;
            }
            quoted ^= c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
        }
        parts.add(header.substring(begin));
        return parts;
    }

    /// Only a quotation mark is escaped: before anything else, a backslash is one, as in the paths of old browsers.
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replace("\\\"", "\"") : value;
    }

    /// The value of a parameter; empty text where it has none.
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// The value that a parameter has with its character set (RFC 8187), such as `filename*`; before that without.
    Optional<String> decoded(String name) {
        return get(name + '*').map(HeaderParameters::decode).or(() -> get(name));
    }

    private static String decode(String value) {
        Matcher extended = EXTENDED.matcher(value);
        if (!extended.matches()) {
            return value;
        }
        try {
            return URLDecoder.decode(extended.group(2).replace("+", "%2B"), Charset.forName(extended.group(1)));
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
