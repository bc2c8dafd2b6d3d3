package io.tollgate.guard.address;

/// A network: an address and how many of its leading bits count, such as `10.0.0.0/8` or `2001:db8::/32`. Immutable.
///
/// It compares full addresses, so a prefix longer than /64 tells apart addresses that [ClientAddress#equals] does not. IPv4
/// and IPv6 networks hold addresses of their own family only: `::/0` does not contain `203.0.113.7`.
public final class Cidr {
    private static final int IPV6_WIDTH = 128;
    private static final int IPV4_WIDTH = 32;

    private final boolean ipv4;
    private final int prefix;
    private final long high;
    private final long low;
    private final long highMask;
    private final long lowMask;

    /// The network of that prefix around the address.
    ///
    /// @param prefix up to 32 for IPv4, up to 128 for IPv6
    Cidr(ClientAddress address, int prefix) {
        this.ipv4 = address.isIpv4();
        this.prefix = prefix;
        int bits = ipv4 ? IPV6_WIDTH - IPV4_WIDTH + prefix : prefix;
        this.highMask = leadingOnes(bits);
        this.lowMask = leadingOnes(bits - 64);
        this.high = address.high() & highMask;
        this.low = address.low() & lowMask;
    }

    /// Reads `address/prefix`, or an address alone, which is then the only one in its network.
    ///
    /// @throws IllegalArgumentException saying what is wrong and what would be right
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        ClientAddress address = AddressParser.bare(addressText).orElseThrow(() -> new IllegalArgumentException("\"" + text
                + "\" is not an address or network; write it like 10.0.0.0/8, 2001:db8::/32 or 203.0.113.7"));
        if (slash < 0) {
            return new Cidr(address, width(address));
        }
        boolean writtenAsIpv6 = addressText.indexOf(':') >= 0;
        int prefix = prefix(text, text.substring(slash + 1), writtenAsIpv6 ? IPV6_WIDTH : IPV4_WIDTH);
        if (writtenAsIpv6 && address.isIpv4()) {
            throw ipv4InsideIpv6(text, address, prefix - (IPV6_WIDTH - IPV4_WIDTH));
        }
        var cidr = new Cidr(address, prefix);
        if (cidr.high != address.high() || cidr.low != address.low()) {
            throw new IllegalArgumentException("\"" + text + "\" has bits set after the first " + prefix
                    + "; for the network write " + cidr + ", for the one address " + address);
        }
        return cidr;
    }

    private static int prefix(String text, String digits, int max) {
        if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > max) {
            throw new IllegalArgumentException("\"" + text + "\" needs a prefix length from 0 to " + max
                    + " after the slash; write it like 10.0.0.0/8 or 2001:db8::/32");
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException ipv4InsideIpv6(String text, ClientAddress address, int prefix) {
        Object right = prefix > 0 ? new Cidr(address, prefix) : "the IPv4 networks that are meant, like 10.0.0.0/8";
        return new IllegalArgumentException("\"" + text
                + "\" is IPv4 inside IPv6, but a client with such an address is seen as IPv4; write " + right);
    }

    private static int width(ClientAddress address) {
        return address.isIpv4() ? IPV4_WIDTH : IPV6_WIDTH;
    }

    private static long leadingOnes(int count) {
        return count <= 0 ? 0 : count >= 64 ? -1L : -1L << 64 - count;
    }

    /// Whether the full address lies in this network. Takes about a nanosecond and allocates nothing.
    public boolean contains(ClientAddress address) {
        return ((address.high() ^ high) & highMask) == 0
                && ((address.low() ^ low) & lowMask) == 0
                && address.isIpv4() == ipv4;
    }

    /// The upper 64 bits of the network's address; an IPv4 address is taken as `::ffff:a.b.c.d`.
    public long high() {
        return high;
    }

    /// The lower 64 bits of the network's address.
    public long low() {
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that
                && ipv4 == that.ipv4 && prefix == that.prefix && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * prefix + Long.hashCode(high)) + Long.hashCode(low);
    }

    /// The canonical form, `address/prefix`.
    @Override
    public String toString() {
        return (ipv4 ? AddressText.ipv4((int) low) : AddressText.ipv6(high, low)) + "/" + prefix;
    }
}
