package io.tollgate.guard.address;

import java.util.List;

/// Networks with a meaning of their own in the registries of IANA (RFC 6890 and its successors).
final class SpecialNetworks {
    static final CidrSet PRIVATE = CidrSet.parse(List.of(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "::1/128", "fc00::/7", "fe80::/10"));

    private SpecialNetworks() {}
}
