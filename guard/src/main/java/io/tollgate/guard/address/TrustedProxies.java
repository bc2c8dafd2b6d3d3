package io.tollgate.guard.address;

import java.util.List;
import java.util.Optional;

/// Finds the client behind the proxies that the operator trusts. Immutable.
///
/// Each proxy appends the address it was called from to the right end of the header. So only the right end is known to be
/// true, and only as long as a trusted proxy wrote it: the walk starts at the peer of the connection, goes on to the left
/// while it meets trusted proxies, and the first other address is the client. What stands left of it may be anything the
/// client sent along; taking the leftmost address is how limiters are fooled.
///
/// Cost: at most the last 8 KB and 32 hops are looked at, whatever was sent, and nothing of it is copied. A walk that ends
/// early, at these bounds or at a hop that is no address, ends at the last address that was good: too near, never forged.
public final class TrustedProxies {
    private final CidrSet trusted;

    public TrustedProxies(CidrSet trusted) {
        this.trusted = trusted;
    }

    /// @param peer          the other end of the connection
    /// @param xForwardedFor the lines of `X-Forwarded-For` in their order; empty if there is none
    /// @param forwarded     the lines of `Forwarded` (RFC 7239); used only where there is no `X-Forwarded-For`, for a proxy
    ///                      that writes the one header passes the client's own version of the other on
    /// @return the client; the peer itself if that is not trusted or its headers name nobody
    public ClientAddress resolve(ClientAddress peer, List<String> xForwardedFor, List<String> forwarded) {
        boolean standard = xForwardedFor.isEmpty();
        var elements = new HeaderElements(standard ? forwarded : xForwardedFor);
        ClientAddress client = peer;
        while (trusted.contains(client) && elements.previous()) {
            Optional<ClientAddress> hop = standard ? forwardedFor(elements) : plain(elements);
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get();
        }
        return client;
    }

    /// Whether headers sent by this peer are believed.
    public boolean trusts(ClientAddress peer) {
        return trusted.contains(peer);
    }

    private static Optional<ClientAddress> plain(HeaderElements elements) {
        return new AddressParser(elements.line(), elements.start(), elements.end()).parse();
    }

    private static Optional<ClientAddress> forwardedFor(HeaderElements elements) {
        return new ForwardedElement(elements.line(), elements.start(), elements.end()).address();
    }
}
