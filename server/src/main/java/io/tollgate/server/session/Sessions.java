package io.tollgate.server.session;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.account.Account;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.geo.Travel.Journey;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.TokenSettings;
import io.tollgate.server.token.AccessTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Begins, refreshes and lists sessions; [SessionRevoker] ends them. Thread-safe.
///
/// Methods that take a [Handle] are steps of a transaction that its caller owns.
public final class Sessions {
    static final Duration DASHBOARD_LIFE = Duration.ofHours(12);

    private final Database database;
    private final AccessTokens accessTokens;
    private final ChangeFeed feed;
    private final TokenSettings settings;
    private final RefreshRules rules;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final SecureRandom random;

    public Sessions(
            Database database,
            AccessTokens accessTokens,
            ChangeFeed feed,
            TokenSettings settings,
            RefreshRules rules,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.accessTokens = accessTokens;
        this.feed = feed;
        this.settings = settings;
        this.rules = rules;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /// Begins a session for an account whose password was just checked. Its client gets [#tokens] once that is committed.
    public Begun begin(Handle handle, Account account, Client client) {
        return begin(handle, newSession(account, client, settings.refreshTtl()), SessionKind.TOKENS);
    }

    /// Begins a session of the dashboard, whose proof is the value of its cookie.
    public Begun beginDashboard(Handle handle, Account account, Client client) {
        return begin(handle, newSession(account, client, DASHBOARD_LIFE), SessionKind.DASHBOARD);
    }

    private Begun begin(Handle handle, Session session, SessionKind kind) {
        // Before the session is there: it would be where its owner was seen last.
        Optional<Journey> impossible = impossibleJourney(handle, session);
        RefreshToken token = insert(handle, session, kind);
        return new Begun(session.id(), session.authTime(), token.text(), impossible);
    }

    /// The first tokens of a session that has begun. Outside its transaction, for a signature takes longer than all its
    /// statements, and others wait to write.
    public IssuedTokens tokens(Account account, Begun begun) {
        return issued(accessTokens.issue(account.id(), begun.sessionId(), account.role(), begun.at()), begun.proof());
    }

    private Optional<Journey> impossibleJourney(Handle handle, Session begun) {
        return rules.travel().flatMap(travel -> SessionStore.lastSeen(handle, begun.userId())
                .flatMap(last -> ClientAddress.parse(last.ip())
                        .flatMap(from -> ClientAddress.parse(begun.ip())
                                .flatMap(to -> travel.impossible(
                                        from, to, Duration.between(last.at(), begun.authTime()))))));
    }

    private Session newSession(Account account, Client client, Duration life) {
        Instant now = clock.instant();
        return new Session(
                ids.next(),
                account.id(),
                client.deviceName(),
                client.userAgent(),
                client.ip(),
                now,
                now,
                now.plus(life));
    }

    private RefreshToken insert(Handle handle, Session session, SessionKind kind) {
        RefreshToken token = RefreshToken.generate(random);
        SessionStore.insert(handle, session, kind);
        SessionStore.insertToken(
                handle, ids.next(), session.id(), 0, token, session.authTime(), session.expiresAt());
        return token;
    }

    private IssuedTokens issued(String accessToken, String refreshToken) {
        return new IssuedTokens(accessToken, accessTokens.life().toSeconds(), refreshToken);
    }

    /// Exchanges a refresh token for the next.
    public Refreshed refresh(String presented, Client client) {
        Optional<RefreshToken> token = RefreshToken.parse(presented);
        if (token.isEmpty()) {
            return new Refreshed.Refused();
        }
        return switch (database.write(handle -> rotation(token.get(), client).run(handle))) {
            case Rotation.Outcome.Granted(SessionStore.Presented found, RefreshToken next, List<SessionAnomaly> anomalies) ->
                new Refreshed.Granted(
                        found.userId(),
                        found.sessionId(),
                        issued(
                                accessTokens.issue(found.userId(), found.sessionId(), found.role(), found.authTime()),
                                next.text()),
                        anomalies);
            case Rotation.Outcome.Refused() -> new Refreshed.Refused();
            case Rotation.Outcome.Limited(SessionStore.Presented found, Duration retryAfter) ->
                new Refreshed.Limited(found.userId(), found.sessionId(), retryAfter);
            case Rotation.Outcome.Ended(SessionStore.Presented found, SessionAnomaly anomaly, Change ended) -> {
                feed.announce(List.of(ended));
                yield new Refreshed.Ended(found.userId(), found.sessionId(), anomaly);
            }
        };
    }

    private Rotation rotation(RefreshToken token, Client client) {
        return new Rotation(token, client, clock.instant(), settings, rules, feed, ids, random);
    }

    /// Sessions of a person, newest first, after the session `cursor`.
    public List<Session> page(String userId, Optional<String> cursor, int limit) {
        return database.read(handle -> SessionStore.page(handle, userId, clock.instant(), cursor, limit));
    }
}
