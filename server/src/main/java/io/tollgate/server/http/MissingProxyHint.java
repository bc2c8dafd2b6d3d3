package io.tollgate.server.http;

import io.tollgate.guard.address.ClientAddress;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Notices a proxy that nobody trusts: when every request so far came from one private address and carried a forwarding
/// header, all people behind that proxy are one client to the guard, which is surely not meant. Says so once.
///
/// Races cost nothing but a request more or less before the hint.
final class MissingProxyHint {
    private static final System.Logger LOG = System.getLogger(MissingProxyHint.class.getName());
    private static final int REQUESTS = 50;

    private volatile @Nullable ClientAddress onlyPeer;
    private volatile int seen;
    private volatile boolean settled;

    /// @param forwarded whether the request has a forwarding header that was not believed
    void note(ClientAddress peer, boolean forwarded) {
        if (settled) {
            return;
        }
        ClientAddress first = onlyPeer;
        if (first == null) {
            onlyPeer = peer;
        }
        if (!forwarded || !peer.isPrivate() || first != null && !first.equals(peer)) {
            settled = true;
            return;
        }
        int count = seen + 1;
        seen = count;
        if (count >= REQUESTS) {
            settled = true;
            LOG.log(
                    Level.WARNING,
                    "all requests come from {0} and name other clients in a forwarding header that is not believed: if"
                            + " that is a proxy of yours, trusted-proxies is missing",
                    peer.text());
        }
    }
}
