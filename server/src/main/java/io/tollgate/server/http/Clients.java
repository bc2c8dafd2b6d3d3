package io.tollgate.server.http;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.address.TrustedProxies;
import java.net.InetSocketAddress;

/// Who is at the other end of a request, seen through trusted proxies. Thread-safe.
final class Clients {
    private static final HeaderName X_FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");

    private final TrustedProxies proxies;
    private final MissingProxyHint hint = new MissingProxyHint();

    Clients(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    private static ClientAddress peerOf(ServerRequest request) {
        return addressOf(request.remotePeer());
    }

    /// The other end of a connection, a proxy or not.
    static ClientAddress addressOf(PeerInfo peer) {
        return ClientAddress.of(((InetSocketAddress) peer.address()).getAddress());
    }

    /// Whether the client speaks TLS, to us or to a trusted proxy.
    boolean isSecure(ServerRequest request) {
        return request.isSecure()
                || request.headers().first(X_FORWARDED_PROTO).filter("https"::equalsIgnoreCase).isPresent()
                        && isFromProxy(request);
    }

    /// Whether a trusted proxy says for whom it sends this request.
    boolean isForwarded(ServerRequest request) {
        return namesClient(request) && isFromProxy(request);
    }

    private static boolean namesClient(ServerRequest request) {
        return request.headers().contains(HeaderNames.X_FORWARDED_FOR) || request.headers().contains(HeaderNames.FORWARDED);
    }

    /// Whether a trusted proxy sends this request.
    boolean isFromProxy(ServerRequest request) {
        return proxies.trusts(peerOf(request));
    }

    ClientAddress addressOf(ServerRequest request) {
        ClientAddress peer = peerOf(request);
        boolean forwarded = namesClient(request);
        boolean believed = forwarded && proxies.trusts(peer);
        hint.note(peer, forwarded && !believed);
        return believed
                ? proxies.resolve(
                        peer,
                        request.headers().values(HeaderNames.X_FORWARDED_FOR),
                        request.headers().values(HeaderNames.FORWARDED))
                : peer;
    }
}
