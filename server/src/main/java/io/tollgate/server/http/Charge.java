package io.tollgate.server.http;

import java.util.Locale;

/// Which limit a request counts against.
public enum Charge {
    /// None, and no ban either: health, which must stay reachable for whoever runs the server.
    NONE,
    /// None, but bans hold and the caller is recognised: streams that stay open.
    UNLIMITED,
    /// None by itself: it asks about another request, which counts ([RequestGuard#admitForwarded]).
    FORWARDED,
    /// The one that the handler names once it knows what the request is.
    LATER,
    DEFAULT,
    FILES,
    UPLOAD,
    ADMIN,
    /// Sign-ups, besides [#DEFAULT].
    SIGNUP;

    /// The name of the limit in the settings.
    public String limitName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
