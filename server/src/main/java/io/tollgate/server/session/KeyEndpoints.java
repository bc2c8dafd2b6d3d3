package io.tollgate.server.session;

import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.token.KeyRing;
import java.util.List;

/// The public keys of access tokens, for whoever verifies them himself.
final class KeyEndpoints {
    private static final String CACHED = "public, max-age=" + KeyRing.CACHEABLE.toSeconds();

    private final KeyRing keys;

    KeyEndpoints(KeyRing keys) {
        this.keys = keys;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/.well-known/jwks.json", Access.everyone(), this::published));
    }

    private void published(Call call) {
        call.setHeader(HeaderNames.CACHE_CONTROL, CACHED).reply(200, keys.publicKeys());
    }
}
