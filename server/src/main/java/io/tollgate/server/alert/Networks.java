package io.tollgate.server.alert;

/// Addresses with their last part taken off: enough to see where something comes from, not who it is.
final class Networks {

    private Networks() {}

    /// The /24 of an IPv4 address, the /48 of an IPv6 one; both in the form in which events hold them.
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            int lastDot = address.lastIndexOf('.');
            return lastDot < 0 ? "" : address.substring(0, lastDot) + ".0/24";
        }
        String[] groups = address.replaceFirst("/.*", "").split(":", -1);
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < 3 && i < groups.length && !groups[i].isEmpty(); i++) {
            network.append(groups[i]).append(':');
        }
        return network.append(":/48").toString();
    }
}
