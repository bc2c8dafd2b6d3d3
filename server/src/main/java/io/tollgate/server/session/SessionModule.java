package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.settings.Settings.TokenSettings;
import io.tollgate.server.token.AccessTokens;
import io.tollgate.server.token.KeyRing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The parts that begin, prolong, recognise and end sessions, and the keys their tokens are signed with.
///
/// Thread-safe.
public final class SessionModule {
    private final TokenSettings settings;
    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final KeyRing keys;
    private final Revocations revocations;
    private final AccessTokens accessTokens;
    private final Sessions sessions;
    private final SessionRevoker revoker;

    /// Has no keys before [#rotateKeys].
    ///
    /// @param rules what is not let pass at a refresh
    public SessionModule(
            TokenSettings settings,
            RefreshRules rules,
            Database database,
            ChangeFeed feed,
            KeyWrapping wrapping,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.database = database;
        this.feed = feed;
        this.clock = clock;
        this.keys = new KeyRing(database, wrapping, ids, clock, random);
        this.revocations = new Revocations(database, clock, settings.accessTtl());
        this.accessTokens = new AccessTokens(keys, settings.issuer(), accessLife(settings), clock);
        this.sessions = new Sessions(database, accessTokens, feed, settings, rules, ids, clock, random);
        this.revoker = new SessionRevoker(database, feed, clock);
    }

    /// No longer than their session lives, or it could no longer be ended while they still work.
    private static Duration accessLife(TokenSettings settings) {
        return Collections.min(List.of(settings.accessTtl(), settings.refreshTtl()));
    }

    /// Reads the keys; makes the first, or a new one when it is time, and forgets those that no token needs.
    public void rotateKeys() {
        keys.rotate(settings.keyRotation(), settings.accessTtl(), feed);
    }

    /// What this node knows of sessions that ended; listens to the feed, as the keys do.
    public ChangeListener revocations() {
        return revocations;
    }

    public Sessions sessions() {
        return sessions;
    }

    public SessionAuthenticator authenticator() {
        return new SessionAuthenticator(accessTokens, revocations, feed, database, clock);
    }

    /// Whether a caller's session has not ended since he was recognised. Asks the database.
    public boolean isLive(Caller caller) {
        return database.read(handle -> SessionStore.isLive(handle, caller.sessionId()));
    }

    public KeyRing keys() {
        return keys;
    }

    public SessionRevoker revoker() {
        return revoker;
    }

    /// The published keys; for staff, what is known of a token, and its end.
    public List<Endpoint> endpoints(EventLog events) {
        return Stream.of(
                        new KeyEndpoints(keys).endpoints(),
                        new TokenEndpoints(database, revoker, events, clock).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
