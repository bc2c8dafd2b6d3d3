package io.tollgate.server.http;

/// Whether a path is written the one way in which we publish it. The router would also take other notations for the same
/// endpoint, and a rule of a proxy in front of us would not.
final class CanonicalPath {
    private static final String UNRESERVED_MARKS = "-._~";

    private CanonicalPath() {}

    static boolean is(String rawPath) {
        return !rawPath.contains("//")
                && !rawPath.contains("/./")
                && !rawPath.contains("/../")
                && rawPath.indexOf(';') < 0
                && escapesOnlyWhatNeedsIt(rawPath);
    }

    /// No letter, digit or mark that may stand for itself (RFC 3986, 2.3), no separator, and nothing that is no escape.
    private static boolean escapesOnlyWhatNeedsIt(String rawPath) {
        for (int at = rawPath.indexOf('%'); at >= 0; at = rawPath.indexOf('%', at + 1)) {
            if (at + 2 >= rawPath.length()) {
                return false;
            }
            int high = Character.digit(rawPath.charAt(at + 1), 16);
            int low = Character.digit(rawPath.charAt(at + 2), 16);
            char escaped = (char) (high << 4 | low);
            if (high < 0 || low < 0 || isUnreserved(escaped) || escaped == '/' || escaped == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
