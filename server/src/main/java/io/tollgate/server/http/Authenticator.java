package io.tollgate.server.http;

/// Tells who sends a request. Fails closed: what cannot be checked is nobody.
public interface Authenticator {

    /// Whom an access token belongs to.
    ///
    /// @param token the text after `Bearer`, from outside
    /// @throws ProblemException `unavailable` when this node cannot know whether the token was revoked
    Recognition byToken(String token);

    /// Whom the dashboard's cookie belongs to.
    ///
    /// @param cookie its value, from outside
    Recognition byDashboardCookie(String cookie);
}
