package io.tollgate.server.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tollgate.server.identity.Role;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/// Issues and verifies access tokens. Thread-safe.
///
/// Whether a token's session was ended since is not known here; see `io.tollgate.server.session`.
public final class AccessTokens {
    /// Longer than any token we issue; what is longer is not looked at.
    private static final int MAX_LENGTH = 2_048;
    private static final int CACHED = 10_000;

    private final KeyRing keys;
    private final String issuer;
    private final Duration life;
    private final InstantSource clock;

    /// Verified tokens by their full text: a signature costs a hundred times what a look-up does. Safe to lose, and
    /// useless to fill, for only what verified gets in. None stays for longer than tokens live, or an hour's expired ones
    /// would take 7 MB of the heap.
    private final Cache<String, AccessToken> verified;

    public AccessTokens(KeyRing keys, String issuer, Duration life, InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.life = life;
        this.clock = clock;
        this.verified =
                Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(life).build();
    }

    public Duration life() {
        return life;
    }

    public String issue(String userId, String sessionId, Role role, Instant authTime) {
        SigningKey key = keys.current();
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(userId)
                .claim("sid", sessionId)
                .claim("role", role.text())
                .claim("auth_time", authTime.getEpochSecond())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.kid())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with " + key, e);
        }
        return token.serialize();
    }

    /// What a token says, if it is one of ours and unaltered; see [#isCurrent] for whether it still holds.
    ///
    /// @param text from outside, unchecked
    public Optional<AccessToken> read(String text) {
        AccessToken known = verified.getIfPresent(text);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<AccessToken> token = check(text);
        token.filter(this::isCurrent).ifPresent(valid -> verified.put(text, valid));
        return token;
    }

    /// Whether a text claims to be a token of ours, so that its signature must be checked.
    ///
    /// @param text from outside, unchecked
    public boolean namesKeyOfOurs(String text) {
        try {
            return text.length() <= MAX_LENGTH && keyOf(SignedJWT.parse(text)).isPresent();
        } catch (ParseException | RuntimeException e) {
            // As in a check.
            return false;
        }
    }

    /// Whether a token is not expired.
    public boolean isCurrent(AccessToken token) {
        return clock.instant().isBefore(token.expiresAt());
    }

    private Optional<AccessToken> check(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            Optional<SigningKey> key = keyOf(token);
            if (key.isEmpty() || !token.verify(key.get().verifier())) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return issuer.equals(claims.getIssuer()) ? Optional.of(said(claims)) : Optional.empty();
        } catch (ParseException | JOSEException | RuntimeException e) {
            // Whatever a stranger sends and a parser chokes on is simply not a token.
            return Optional.empty();
        }
    }

    private Optional<SigningKey> keyOf(SignedJWT token) {
        JWSHeader header = token.getHeader();
        return JWSAlgorithm.ES256.equals(header.getAlgorithm()) && header.getKeyID() != null
                ? keys.find(header.getKeyID())
                : Optional.empty();
    }

    private AccessToken said(JWTClaimsSet claims) throws ParseException {
        Instant issuedAt = claims.getIssueTime().toInstant();
        Instant expiresAt = claims.getExpirationTime().toInstant();
        // Not longer than tokens live by the settings of today: revocations are remembered as long.
        Instant longest = issuedAt.plus(life);
        return new AccessToken(
                claims.getSubject(),
                claims.getStringClaim("sid"),
                Role.parse(claims.getStringClaim("role")).orElseThrow(),
                Instant.ofEpochSecond(claims.getLongClaim("auth_time")),
                issuedAt,
                expiresAt.isBefore(longest) ? expiresAt : longest);
    }
}
