package io.tollgate.server.accountmail;

import io.tollgate.server.database.Sweep;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The tokens in mailed links: 256 random bits, of which the database holds a SHA-256. Each method is a step of a
/// transaction. Thread-safe.
public final class MailedTokens {
    /// Characters of a token; whoever reads one from outside may refuse longer ones.
    public static final int MAX_LENGTH = 64;

    /// What expired before then.
    static final Sweep EXPIRED = new Sweep("mailed_tokens", "expires_at < :before", "expires_at");

    private static final int BYTES = 32;

    /// A token that has not expired.
    ///
    /// @param used whether it has had its effect
    public record Found(String userId, boolean used) {}

    private final SecureRandom random;
    private final InstantSource clock;

    public MailedTokens(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// Makes a token; its text is only here and in the mail.
    String issue(Handle handle, TokenPurpose purpose, String userId, Duration life) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        handle.createUpdate("""
                        INSERT INTO mailed_tokens (token_hash, purpose, user_id, expires_at)
                        VALUES (:hash, :purpose, :userId, :expires)""")
                .bind("hash", hash(token))
                .bind("purpose", purpose.text())
                .bind("userId", userId)
                .bind("expires", clock.instant().plus(life).toEpochMilli())
                .execute();
        return token;
    }

    public Optional<Found> find(Handle handle, TokenPurpose purpose, String token) {
        return handle.createQuery("""
                        SELECT user_id, used_at FROM mailed_tokens
                        WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now LIMIT 1""")
                .bind("hash", hash(token))
                .bind("purpose", purpose.text())
                .bind("now", clock.millis())
                .map((row, _) -> new Found(row.getString("user_id"), row.getObject("used_at") != null))
                .findOne();
    }

    /// Uses a token up. Of any number of calls at once, one succeeds.
    ///
    /// @return false when it is unknown, expired or used
    public boolean use(Handle handle, TokenPurpose purpose, String token) {
        return handle.createUpdate("""
                        UPDATE mailed_tokens SET used_at = :now
                        WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now AND used_at IS NULL""")
                        .bind("hash", hash(token))
                        .bind("purpose", purpose.text())
                        .bind("now", clock.millis())
                        .execute()
                == 1;
    }

    /// Makes every token of a person for one purpose worthless.
    public void voidAll(Handle handle, TokenPurpose purpose, String userId) {
        handle.createUpdate("""
                        UPDATE mailed_tokens SET used_at = :now
                        WHERE user_id = :userId AND purpose = :purpose AND used_at IS NULL""")
                .bind("now", clock.millis())
                .bind("userId", userId)
                .bind("purpose", purpose.text())
                .execute();
    }

    /// Without a key, for nobody guesses 256 bits.
    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }
}
