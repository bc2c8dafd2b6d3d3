package io.tollgate.server.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of bytes of a file (RFC 9110, 14).
///
/// @param first position of the first byte
/// @param last position of the last byte
record ByteRange(long first, long last) {

    /// What a Range header asks for.
    sealed interface Request {
        /// All of it: there is no header, or one that a server may ignore, such as several ranges.
        record Whole() implements Request {}

        record Part(ByteRange range) implements Request {}

        record Unsatisfiable() implements Request {}
    }

    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    long length() {
        return last - first + 1;
    }

    String contentRange(long size) {
        return "bytes %d-%d/%d".formatted(first, last, size);
    }

    static Request parse(Optional<String> header, long size) {
        Matcher matcher = SINGLE.matcher(header.orElse(""));
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return new Request.Whole();
        }
        return matcher.group(1).isEmpty()
                ? suffix(Long.parseLong(matcher.group(2)), size)
                : from(Long.parseLong(matcher.group(1)), matcher.group(2), size);
    }

    private static Request suffix(long length, long size) {
        return length == 0 || size == 0
                ? new Request.Unsatisfiable()
                : new Request.Part(new ByteRange(Math.max(0, size - length), size - 1));
    }

    private static Request from(long first, String lastText, long size) {
        long last = lastText.isEmpty() ? size - 1 : Math.min(Long.parseLong(lastText), size - 1);
        if (!lastText.isEmpty() && Long.parseLong(lastText) < first) {
            return new Request.Whole();
        }
        return first >= size ? new Request.Unsatisfiable() : new Request.Part(new ByteRange(first, last));
    }
}
