package io.tollgate.server.cli;

/// Where something listens, as it stands in a URL (RFC 3986, 3.2.2).
final class Address {

    private Address() {}

    /// @param host a name or an address, of IPv6 without brackets or with them
    static String of(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
