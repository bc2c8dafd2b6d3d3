package io.tollgate.server.http;

import java.util.Locale;

/// Whether a path is written the one way in which we publish it. The router would also take other notations for the same
/// endpoint, and a rule of a proxy in front of us would not.
final class CanonicalPath {

    private CanonicalPath() {}

    static boolean is(String rawPath) {
        if (rawPath.indexOf('%') >= 0) {
            String lower = rawPath.toLowerCase(Locale.ROOT);
            if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%2e")) {
                return false;
            }
        }
        return !rawPath.contains("//") && !rawPath.contains("/./") && !rawPath.contains("/../") && rawPath.indexOf(';') < 0;
    }
}
