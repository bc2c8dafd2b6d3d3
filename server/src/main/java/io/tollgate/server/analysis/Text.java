package io.tollgate.server.analysis;

/// Writes statements in one line.
final class Text {
    private static final int LENGTH = 160;

    private Text() {}

    static String line(String sql) {
        String line = sql.replaceAll("\\s+", " ").strip();
        return line.length() > LENGTH ? line.substring(0, LENGTH) + "..." : line;
    }
}
