package io.tollgate.guard.address;

import java.util.Optional;

/// Reads the address of the parameter `for` in one element of a `Forwarded` header (RFC 7239, section 4), such as
/// `for="[2001:db8::7]:4711";proto=https`.
///
/// Empty for whatever does not say an address beyond doubt: no `for` or two of them, `unknown`, an obfuscated name such as
/// `_hidden`, a quote left open, or an escape anywhere. Elements are found by counting quotes from the right, which an
/// escaped quote upsets: a proxy that quotes the client's `Host` here would let the client write an element of its own.
///
/// For one use by one thread.
final class ForwardedElement {
    private final String line;
    private int at;
    private final int end;

    ForwardedElement(String line, int start, int end) {
        this.line = line;
        this.at = start;
        this.end = end;
    }

    Optional<ClientAddress> address() {
        Optional<ClientAddress> address = Optional.empty();
        if (line.indexOf('\\', at, end) >= 0) {
            return address;
        }
        while (at < end) {
            int semicolon = unquoted(';');
            int equals = line.indexOf('=', at, semicolon);
            if (equals >= 0 && isFor(equals)) {
                if (address.isPresent()) {
                    return Optional.empty();
                }
                address = value(equals + 1, semicolon);
                if (address.isEmpty()) {
                    return address;
                }
            }
            at = semicolon + 1;
        }
        return address;
    }

    private int unquoted(char separator) {
        boolean quoted = false;
        for (int i = at; i < end; i++) {
            char c = line.charAt(i);
            if (c == separator && !quoted) {
                return i;
            }
            quoted ^= c == '"';
        }
        return end;
    }

    private boolean isFor(int equals) {
        while (at < equals && AddressParser.isSpace(line.charAt(at))) {
            at++;
        }
        return equals - at == 3 && line.regionMatches(true, at, "for", 0, 3);
    }

    private Optional<ClientAddress> value(int from, int to) {
        while (from < to && AddressParser.isSpace(line.charAt(to - 1))) {
            to--;
        }
        if (from < to && line.charAt(from) == '"') {
            return to - from >= 2 && line.charAt(to - 1) == '"'
                    ? new AddressParser(line, from + 1, to - 1).parse()
                    : Optional.empty();
        }
        return new AddressParser(line, from, to).parse();
    }
}
