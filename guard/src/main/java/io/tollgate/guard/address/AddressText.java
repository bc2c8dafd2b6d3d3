package io.tollgate.guard.address;

/// Writes addresses in canonical form: RFC 5952, section 4, for IPv6.
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    static String ipv4(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }

    /// Lower case, no leading zeros, `::` for the longest run of at least two zero groups, the first of equals.
    static String ipv6(long high, long low) {
        int gap = 0;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zeroRun(high, low, i);
            if (run > gapLength) {
                gap = i;
                gapLength = run;
            }
        }
        var text = new StringBuilder(39);
        if (gapLength == 1) {
            return append(text, high, low, 0, GROUPS).toString();
        }
        append(text, high, low, 0, gap).append("::");
        return append(text, high, low, gap + gapLength, GROUPS).toString();
    }

    private static int zeroRun(long high, long low, int from) {
        int to = from;
        while (to < GROUPS && group(high, low, to) == 0) {
            to++;
        }
        return to - from;
    }

    private static StringBuilder append(StringBuilder text, long high, long low, int from, int to) {
        for (int i = from; i < to; i++) {
            if (i > from) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
        return text;
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> 48 - 16 * (index & 3)) & 0xffff;
    }
}
