package io.tollgate.server.cli;

import io.tollgate.server.settings.SettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Where something listens.
final class Address {

    private Address() {}

    /// Looks whether there is an address behind a host to listen on.
    ///
    /// @throws SettingsException when there is none
    static void requireOne(String host) {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new SettingsException(List.of("host: " + host + " is neither an IP address nor a name that has one"));
        }
    }

    /// As it stands in a URL (RFC 3986, 3.2.2).
    ///
    /// @param host a name or an address, of IPv6 without brackets or with them
    static String of(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
