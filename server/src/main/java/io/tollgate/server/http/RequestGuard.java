package io.tollgate.server.http;

import io.tollgate.guard.address.ClientAddress;

/// Stands before every endpoint. Fails open or closed as its parts do: bans hold from memory whatever is away, limits
/// fall back to a stricter store at hand.
public interface RequestGuard {

    /// Decides by the address alone, before anything else of the request is read.
    ///
    /// @param carriesProof whether the request has a token or cookie that may show it to be older than a ban
    /// @throws ProblemException `ip_banned`
    void arrive(ClientAddress client, boolean carriesProof);

    /// A request shows a token or cookie that it wants to be taken for one of ours, and that is none.
    void noteForeignProof(ClientAddress client);

    /// A request to an endpoint for signed-in people is about to be refused, for its sender is not.
    ///
    /// @throws ProblemException `ip_banned`, or `rate_limited` when the address sent too many
    void refusedToken(Endpoint endpoint, Recognition recognition, Call call);

    /// Decides once the caller is known, and counts the request.
    ///
    /// @throws ProblemException `ip_banned` or `rate_limited`
    void admit(Endpoint endpoint, Call call);

    /// Decides about a request to another application, and counts it like one to this server.
    ///
    /// @throws ProblemException `rate_limited`
    void admitForwarded(ForwardedRequest forwarded, Call call);

    /// Somebody signed in asked for what his role does not allow, and is refused.
    void refusedRole(Endpoint endpoint, Call call);

    /// Counts what a handler found the request to be.
    ///
    /// @throws ProblemException `rate_limited`
    void charge(Charge charge, Call call);
}
