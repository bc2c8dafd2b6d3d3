package io.tollgate.guard.address;

import java.util.List;

/// The comma-separated elements of a header that may stand on several lines, from the last to the first. Commas inside
/// double quotes do not separate; elements with nothing in them are passed over (RFC 9110, 5.6.1).
///
/// Looks at no more than the last 8 KB and 32 elements and copies nothing. For one use by one thread.
final class HeaderElements {
    private static final int MAX_CHARS = 8 * 1024;
    private static final int MAX_ELEMENTS = 32;

    private final List<String> lines;
    private int lineIndex;
    private String line = "";
    /// Where the text that was not looked at yet ends; negative when the line is used up.
    private int unread = -1;
    private int charsLeft = MAX_CHARS;
    private int elementsLeft = MAX_ELEMENTS;
    private int start;
    private int end;

    HeaderElements(List<String> lines) {
        this.lines = lines;
        this.lineIndex = lines.size();
    }

    /// Moves on to the element left of the current one.
    ///
    /// @return false if there is none, or what may be looked at has been
    boolean previous() {
        while (elementsLeft > 0 && charsLeft > 0) {
            if (unread < 0 && !previousLine()) {
                return false;
            }
            if (!readElement()) {
                return false;
            }
            if (!isBlank()) {
                elementsLeft--;
                return true;
            }
        }
        return false;
    }

    private boolean previousLine() {
        if (lineIndex == 0) {
            return false;
        }
        line = lines.get(--lineIndex);
        unread = line.length();
        return true;
    }

    /// @return false if the element is longer than what may be looked at
    private boolean readElement() {
        boolean quoted = false;
        end = unread;
        int at = unread - 1;
        while (at >= 0 && (quoted || line.charAt(at) != ',')) {
            if (charsLeft-- == 0) {
                return false;
            }
            quoted ^= line.charAt(at) == '"';
            at--;
        }
        charsLeft--;
        start = at + 1;
        unread = at;
        return true;
    }

    private boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (!AddressParser.isSpace(line.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// The line the current element stands on.
    String line() {
        return line;
    }

    /// Where in the line the current element begins.
    int start() {
        return start;
    }

    /// Where in the line the current element ends.
    int end() {
        return end;
    }
}
