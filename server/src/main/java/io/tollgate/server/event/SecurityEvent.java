package io.tollgate.server.event;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.http.Call;
import io.tollgate.server.identity.Caller;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Something that happened, as it is recorded. Immutable.
///
/// @param userId    the person concerned, where there is an account
/// @param address   of the client, in the form of [ClientAddress#key]: IPv6 by its network
/// @param requestId of the answer the client got
/// @param details   short texts by name, in the order in which they were added; never a secret
public record SecurityEvent(
        EventType type,
        Instant timestamp,
        Optional<String> userId,
        Optional<String> sessionId,
        Optional<String> address,
        Optional<String> userAgent,
        Optional<String> requestId,
        Map<String, String> details) {
    /// Longer details are cut.
    public static final int MAX_DETAIL = 500;
    public static final int MAX_DETAILS = 16;

    /// The name under which `details` hold a keyed hash of an account's name where there may be no account.
    public static final String ACCOUNT = "account";

    /// The name under which `details` say who did it by his role, where the event is about somebody else.
    public static final String BY = "by";

    /// The name under which `details` say that a rule only watched.
    public static final String MONITORED = "monitored";

    public SecurityEvent {
        if (details.size() > MAX_DETAILS) {
            throw new IllegalArgumentException("at most " + MAX_DETAILS + " details, not " + details.size());
        }
    }

    /// Something the server noticed by itself.
    public static SecurityEvent of(EventType type, Instant now) {
        return new SecurityEvent(
                type,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /// Something that came of a request; its caller, if any, is the person concerned.
    public static SecurityEvent of(EventType type, Call call, Instant now) {
        return new SecurityEvent(
                type,
                now,
                call.callerIfAny().map(Caller::userId),
                call.callerIfAny().map(Caller::sessionId),
                Optional.of(call.client().key()),
                call.userAgent(),
                Optional.of(call.requestId()),
                Map.of());
    }

    public SecurityEvent ofPerson(String id) {
        return new SecurityEvent(type, timestamp, Optional.of(id), sessionId, address, userAgent, requestId, details);
    }

    /// About an account: the person whose it is, or a keyed hash of its name where there may be no account.
    public SecurityEvent ofAccount(Optional<String> owner, String account) {
        return owner.map(this::ofPerson).orElseGet(() -> with(ACCOUNT, account));
    }

    public SecurityEvent ofSession(String id) {
        return new SecurityEvent(type, timestamp, userId, Optional.of(id), address, userAgent, requestId, details);
    }

    public SecurityEvent from(ClientAddress client) {
        return new SecurityEvent(
                type, timestamp, userId, sessionId, Optional.of(client.key()), userAgent, requestId, details);
    }

    public SecurityEvent withRequestId(String id) {
        return new SecurityEvent(type, timestamp, userId, sessionId, address, userAgent, Optional.of(id), details);
    }

    /// Adds a detail; `value` is cut at [#MAX_DETAIL].
    public SecurityEvent with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value.length() > MAX_DETAIL ? value.substring(0, MAX_DETAIL) : value);
        return new SecurityEvent(type, timestamp, userId, sessionId, address, userAgent, requestId, more);
    }
}
