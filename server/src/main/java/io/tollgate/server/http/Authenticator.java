package io.tollgate.server.http;

import io.tollgate.server.identity.Caller;
import java.util.Optional;

/// Tells who sends a request. Fails closed: what cannot be checked is nobody.
public interface Authenticator {

    /// The caller behind an access token.
    ///
    /// @param token the text after `Bearer`, from outside
    /// @throws ProblemException `unavailable` when this node cannot know whether the token was revoked
    Optional<Caller> byToken(String token);

    /// The caller behind the dashboard's cookie.
    ///
    /// @param cookie its value, from outside
    Optional<Caller> byDashboardCookie(String cookie);
}
