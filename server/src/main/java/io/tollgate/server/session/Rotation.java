package io.tollgate.server.session;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.geo.Travel.Journey;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.session.SessionStore.Presented;
import io.tollgate.server.settings.Settings.TokenSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// One use of a refresh token (RFC 9700, 4.14.2).
///
/// The session's generation decides. A token of the current generation is rotated: a compare-and-set on the session's
/// row lets exactly one of many at once do so. The others, and whoever did not get the answer, find themselves one
/// generation behind; within the grace, with the same device or address, they get the same successor, which was sealed
/// under the token they hold. Any other use of an old generation means that two parties hold the family, and ends it.
record Rotation(
        RefreshToken token,
        Client client,
        Instant now,
        TokenSettings settings,
        RefreshRules rules,
        ChangeFeed feed,
        TimeOrderedIds ids,
        SecureRandom random) {

    sealed interface Outcome {
        /// @param anomalies what is only watched
        record Granted(Presented presented, RefreshToken next, List<SessionAnomaly> anomalies) implements Outcome {}

        record Refused() implements Outcome {}

        /// Too many rotations of the session; nothing was consumed.
        record Limited(Presented presented, Duration retryAfter) implements Outcome {}

        /// @param ended to be announced once committed
        record Ended(Presented presented, SessionAnomaly anomaly, Change ended) implements Outcome {}
    }

    Outcome run(Handle handle) {
        Optional<Presented> first = find(handle);
        return first.filter(this::isCurrent).isPresent() ? rotate(handle, first.get()) : afterwards(handle, first);
    }

    private Outcome rotate(Handle handle, Presented presented) {
        List<SessionAnomaly> anomalies = new ArrayList<>();
        Optional<Journey> journey = rules.journey(presented.ip(), client.ip());
        if (journey.isPresent()) {
            anomalies.add(new SessionAnomaly.Travelled(journey.get()));
            if (rules.travelEnds()) {
                return end(handle, presented, anomalies.getLast());
            }
        }
        Optional<Duration> wait = rules.limit().flatMap(limit -> waitFor(handle, presented, limit));
        if (wait.isPresent()) {
            anomalies.add(new SessionAnomaly.RapidRefresh(rules.limit().get()));
            switch (rules.excess()) {
                case END_SESSION -> {
                    return end(handle, presented, anomalies.getLast());
                }
                case REFUSE -> {
                    return new Outcome.Limited(presented, wait.get());
                }
                case WATCH -> {}
            }
        }
        Optional<RefreshToken> next = advance(handle, presented);
        return next.isPresent()
                ? new Outcome.Granted(presented, next.get(), anomalies)
                // Somebody else moved or ended the session between the two statements: look again.
                : afterwards(handle, find(handle));
    }

    private Optional<Presented> find(Handle handle) {
        return SessionStore.findPresented(handle, token, SessionKind.TOKENS)
                .filter(found -> !found.ended() && now.isBefore(found.expiresAt()));
    }

    private boolean isCurrent(Presented presented) {
        return presented.generation() == presented.currentGeneration();
    }

    /// How long until the session may be rotated again; empty when it may now. Each rotation issued one generation, so
    /// as many as the limit admits lie within its period if and only if the token that many generations back does. The
    /// first generation came with the login and is none. Exact for any number at once, as [#advance] lets one of them
    /// move on from a generation.
    private Optional<Duration> waitFor(Handle handle, Presented presented, RateLimit rotations) {
        int generation = presented.generation() - rotations.count() + 1;
        return generation < 1
                ? Optional.empty()
                : SessionStore.issuedAt(handle, presented.sessionId(), generation)
                        .map(issued -> Duration.between(now, issued.plus(rotations.period())))
                        // A clock that was set back must not turn an old rotation into a recent one.
                        .filter(wait -> wait.isPositive() && wait.compareTo(rotations.period()) <= 0);
    }

    private Optional<RefreshToken> advance(Handle handle, Presented presented) {
        Instant expiresAt = now.plus(settings.refreshTtl());
        if (!SessionStore.advance(handle, presented, client, now, expiresAt)) {
            return Optional.empty();
        }
        RefreshToken next = RefreshToken.generate(random);
        SessionStore.insertToken(
                handle, ids.next(), presented.sessionId(), presented.generation() + 1, next, now, expiresAt);
        SessionStore.markRotated(handle, presented, client, token.seal(next, random), now);
        return Optional.of(next);
    }

    private Outcome afterwards(Handle handle, Optional<Presented> presented) {
        if (presented.isEmpty()) {
            return new Outcome.Refused();
        }
        return presented
                .filter(this::isInGrace)
                .flatMap(Presented::sealedSuccessor)
                .flatMap(sealed -> token.open(sealed, random))
                .<Outcome>map(next -> new Outcome.Granted(presented.get(), next, List.of()))
                .orElseGet(() -> end(handle, presented.get(), new SessionAnomaly.TokenReused()));
    }

    private boolean isInGrace(Presented presented) {
        boolean previous = presented.generation() == presented.currentGeneration() - 1;
        boolean recent = presented.rotatedAt()
                // Not long before it either: a clock that was set back must not make the grace longer.
                .filter(at -> Duration.between(at, now).abs().compareTo(settings.refreshGrace()) <= 0)
                .isPresent();
        boolean sameDevice = client.deviceId().isPresent() && client.deviceId().equals(presented.rotatedDevice());
        boolean sameAddress = presented.rotatedIp().filter(client.ip()::equals).isPresent();
        return previous && recent && (sameDevice || sameAddress);
    }

    private Outcome end(Handle handle, Presented presented, SessionAnomaly anomaly) {
        List<String> ended = SessionStore.endOne(
                handle, presented.userId(), presented.sessionId(), anomaly.endReason(), now);
        if (ended.isEmpty()) {
            return new Outcome.Refused();
        }
        Change change = Change.sessionEnded(presented.sessionId());
        feed.append(handle, List.of(change));
        return new Outcome.Ended(presented, anomaly, change);
    }
}
