package io.tollgate.lab.driver;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// An answer that arrived whole.
///
/// @param head        status line and headers, lines ended by a line feed
/// @param body        empty unless the request wanted it
/// @param bytes       length of the body, kept or not
/// @param firstNanos  when its first bytes were there, by [System#nanoTime]
public record Response(int status, String head, byte[] body, long bytes, long firstNanos) {

    /// The first header of a name, in any case.
    public Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Response[" + status + ", " + bytes + " bytes]";
    }
}
