package io.tollgate.guard.address;

import java.net.InetAddress;
import java.util.Optional;

/// The network address of a client in its one normal form. Immutable.
///
/// An address has two sides. Its *identity* is what bans and windows count by: all 32 bits of an IPv4 address, the /64
/// prefix of an IPv6 address. [#equals], [#hashCode], [#key], [#hi] and [#lo] speak of the identity, so two addresses of
/// one /64 are equal. Its *text* is the full address as it was seen, for people to read; [Cidr] compares the full address too.
///
/// IPv4 inside IPv6 (`::ffff:a.b.c.d`, `64:ff9b::a.b.c.d`) is the IPv4 address, however it is spelt.
public final class ClientAddress {
    /// The prefix of `::ffff:0:0/96` in the lower half; an IPv4 address is kept in this form.
    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final long IPV4_BITS = 0xffff_ffffL;
    /// The upper half of `64:ff9b::/96`.
    private static final long NAT64 = 0x0064_ff9b_0000_0000L;

    private static final String NETWORK = "/64";

    private final long high;
    private final long low;

    private ClientAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /// Reads an address as it stands in a header, a setting or a form: `203.0.113.7`, `203.0.113.7:8080`, `2001:db8::7`,
    /// `[2001:db8::7]:8080`, `fe80::7%eth0`. Never resolves a name.
    ///
    /// @return empty if the text is anything but one whole address
    public static Optional<ClientAddress> parse(String text) {
        return new AddressParser(text, 0, text.length()).parse();
    }

    /// Reads what people write: all that [#parse] does, and what [#key] wrote, as lists and events show it.
    ///
    /// @return empty if the text is anything but one whole address
    public static Optional<ClientAddress> parseShown(String text) {
        boolean network = text.endsWith("::" + NETWORK);
        Optional<ClientAddress> address = parse(network ? text.substring(0, text.length() - NETWORK.length()) : text);
        // The first address of that one network is an IPv4 address, the network is none.
        return network ? address.map(first -> first.isIpv4() ? new ClientAddress(NAT64, 0) : first) : address;
    }

    /// Reads what [#key] wrote.
    ///
    /// @throws IllegalArgumentException if the text is no key
    public static ClientAddress ofKey(String key) {
        return parseShown(key).orElseThrow(() -> new IllegalArgumentException("no key of an address: " + key));
    }

    /// The normal form of an address that a socket reports.
    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? ofIpv4((int) word(bytes, 0, 4)) : ofBits(word(bytes, 0, 8), word(bytes, 8, 8));
    }

    /// @param bits the four octets, the first one highest
    static ClientAddress ofIpv4(int bits) {
        return new ClientAddress(0, MAPPED | bits & IPV4_BITS);
    }

    /// From the 128 bits of an IPv6 address, unwrapping an IPv4 address inside.
    static ClientAddress ofBits(long high, long low) {
        boolean translated = high == NAT64 && low >>> 32 == 0;
        return translated ? ofIpv4((int) low) : new ClientAddress(high, low);
    }

    private static long word(byte[] bytes, int from, int length) {
        long word = 0;
        for (int i = from; i < from + length; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    public boolean isIpv4() {
        return high == 0 && (low & ~IPV4_BITS) == MAPPED;
    }

    /// The upper half of the identity: 0 for IPv4, the /64 prefix for IPv6.
    public long hi() {
        return high;
    }

    /// The lower half of the identity: `0xffff` before the 32 bits for IPv4, 0 for IPv6. Both halves together tell any two
    /// clients apart.
    public long lo() {
        return isIpv4() ? low : 0;
    }

    /// The upper half of the full address.
    long high() {
        return high;
    }

    /// The lower half of the full address.
    long low() {
        return low;
    }

    /// The network around this client, which strangers share windows by when memory is short: the /24 of an IPv4 address,
    /// the /48 of an IPv6 address.
    public Cidr network() {
        return new Cidr(this, isIpv4() ? 24 : 48);
    }

    /// Whether the address belongs to no one in particular on the internet: private, shared (RFC 6598), loopback or
    /// link-local. A client seen under such an address is usually a proxy.
    public boolean isPrivate() {
        return SpecialNetworks.PRIVATE.contains(this);
    }

    /// The full address in canonical form (RFC 5952; IPv4 with dots).
    public String text() {
        return isIpv4() ? AddressText.ipv4((int) low) : AddressText.ipv6(high, low);
    }

    /// The identity in canonical form: `203.0.113.7`, `2001:db8:1:2::/64`. Safe as a part of a store's key.
    public String key() {
        return isIpv4() ? AddressText.ipv4((int) low) : AddressText.ipv6(high, 0) + NETWORK;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientAddress that && hi() == that.hi() && lo() == that.lo();
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(hi()) + Long.hashCode(lo());
    }

    @Override
    public String toString() {
        return text();
    }
}
