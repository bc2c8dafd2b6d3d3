package io.tollgate.guard.address;

import java.util.Optional;

/// Reads one address from a part of a text, without copying it. Accepts the text forms of RFC 4291, section 2.2, and for
/// IPv4 exactly four decimal octets without leading zeros (elsewhere `010` is octal, so it has no one meaning), each
/// followed by what headers add: brackets, a zone id, a port.
///
/// For one use by one thread.
final class AddressParser {
    /// The longest sensible spelling is about 70 characters: 45 of address, a zone id, brackets, a port.
    private static final int MAX_LENGTH = 100;
    private static final int GROUPS = 8;

    private final String text;
    private int at;
    private int end;

    private final int[] groups = new int[GROUPS];
    private int count;

    AddressParser(String text, int from, int to) {
        this.text = text;
        this.at = from;
        this.end = to;
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
        while (at < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
    }

    /// Reads an address with nothing around it: no brackets, zone id, port or space.
    static Optional<ClientAddress> bare(String text) {
        boolean decorated = text.indexOf('[') >= 0 || text.indexOf('%') >= 0 || text.indexOf(' ') >= 0;
        boolean port = text.indexOf('.') >= 0 && text.indexOf(':') > text.indexOf('.');
        return decorated || port ? Optional.empty() : ClientAddress.parse(text);
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    Optional<ClientAddress> parse() {
        if (at == end || end - at > MAX_LENGTH) {
            return Optional.empty();
        }
        if (text.charAt(at) == '[') {
            return bracketed();
        }
        int colon = text.indexOf(':', at, end);
        boolean ipv4 = colon < 0 || text.indexOf('.', at, colon) >= 0;
        return ipv4 ? ipv4WithPort() : ipv6();
    }

    private Optional<ClientAddress> ipv4WithPort() {
        long bits = ipv4();
        return bits >= 0 && portOrEnd() ? Optional.of(ClientAddress.ofIpv4((int) bits)) : Optional.empty();
    }

    private Optional<ClientAddress> bracketed() {
        int close = text.indexOf(']', at, end);
        if (close < 0) {
            return Optional.empty();
        }
        int afterBracket = end;
        at++;
        end = close;
        Optional<ClientAddress> address = ipv6();
        at = close + 1;
        end = afterBracket;
        return portOrEnd() ? address : Optional.empty();
    }

    /// At the end of the address: nothing more, or a port. RFC 7239 allows an obfuscated port, `_` and a name.
    private boolean portOrEnd() {
        if (at == end) {
            return true;
        }
        if (text.charAt(at) != ':' || at + 1 == end) {
            return false;
        }
        at++;
        return text.charAt(at) == '_' ? isName(at + 1) : number(5, 65_535) >= 0 && at == end;
    }

    /// Whether a name made of letters, digits and `.`, `_`, `-` stands from there to the end.
    private boolean isName(int from) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && !isDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return from < end;
    }

    /// @return the 32 bits, or a negative number if no IPv4 address stands here
    private long ipv4() {
        long bits = 0;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0 && !skip('.')) {
                return -1;
            }
            int from = at;
            int value = number(3, 255);
            if (value < 0 || text.charAt(from) == '0' && at - from > 1) {
                return -1;
            }
            bits = bits << 8 | value;
        }
        return bits;
    }

    /// @return the decimal number here, or a negative number if there is none of at most that many digits and that size
    private int number(int maxDigits, int max) {
        int from = at;
        int value = 0;
        while (at < end && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at) - '0';
            at++;
            if (at - from > maxDigits) {
                return -1;
            }
        }
        return at > from && value <= max ? value : -1;
    }

    private Optional<ClientAddress> ipv6() {
        if (!dropZone()) {
            return Optional.empty();
        }
        int gap = -1;
        if (skip(':')) {
            if (!skip(':')) {
                return Optional.empty();
            }
            gap = 0;
        }
        while (at < end) {
            if (!groupOrIpv4()) {
                return Optional.empty();
            }
            if (at == end) {
                break;
            }
            if (!skip(':') || at == end) {
                return Optional.empty();
            }
            if (skip(':')) {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
            }
        }
        boolean whole = gap < 0 ? count == GROUPS : count < GROUPS;
        return whole ? Optional.of(ClientAddress.ofBits(half(0, gap), half(4, gap))) : Optional.empty();
    }

    private boolean dropZone() {
        int zone = text.indexOf('%', at, end);
        if (zone < 0) {
            return true;
        }
        boolean named = isName(zone + 1);
        end = zone;
        return named;
    }

    /// One group of up to four hexadecimal digits or, where two groups are left, an IPv4 address to the end.
    private boolean groupOrIpv4() {
        if (count == GROUPS) {
            return false;
        }
        int dot = text.indexOf('.', at, end);
        if (dot >= 0 && text.indexOf(':', at, end) < 0) {
            long bits = ipv4();
            if (bits < 0 || at != end || count > GROUPS - 2) {
                return false;
            }
            groups[count++] = (int) (bits >>> 16);
            groups[count++] = (int) (bits & 0xffff);
            return true;
        }
        int from = at;
        int value = 0;
        while (at < end && at - from < 4 && hexDigit(text.charAt(at)) >= 0) {
            value = value << 4 | hexDigit(text.charAt(at));
            at++;
        }
        groups[count++] = value;
        return at > from;
    }

    /// Four groups of the whole address from the given one, the groups after the gap being its last.
    private long half(int from, int gap) {
        long half = 0;
        for (int i = from; i < from + 4; i++) {
            half = half << 16 | group(i, gap);
        }
        return half;
    }

    private int group(int index, int gap) {
        if (gap < 0 || index < gap) {
            return groups[index];
        }
        int fromEnd = GROUPS - index;
        return fromEnd <= count - gap ? groups[count - fromEnd] : 0;
    }

    private boolean skip(char c) {
        if (at < end && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Unlike [Character#digit], ASCII only.
    private static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
