package io.tollgate.server.guard;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.password.Password;
import io.tollgate.server.secret.ServerSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes the keyed hashes by which the ledger knows accounts and guesses (HMAC with SHA-256). Thread-safe.
final class GuessDigests {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ACCOUNT_BYTES = 16;

    private final SecretKeySpec accountKey;
    private final SecretKeySpec guessKey;

    static GuessDigests of(ServerSecrets secrets) {
        return new GuessDigests(secrets.get("guess-account"), secrets.get("guess-digest"));
    }

    GuessDigests(byte[] accountSecret, byte[] guessSecret) {
        this.accountKey = new SecretKeySpec(accountSecret, ALGORITHM);
        this.guessKey = new SecretKeySpec(guessSecret, ALGORITHM);
    }

    /// 128 bits that stand for an account, existing or not.
    String account(EmailAddress email) {
        return HexFormat.of().formatHex(mac(accountKey, email.text()), 0, ACCOUNT_BYTES);
    }

    /// 256 bits that stand for a guess at an account with its present password.
    ///
    /// @param usable an account that can be logged in to. No guess at another is right, so what failed there says nothing
    ///     about the account once it is enabled again or verified.
    String guess(Optional<Account> usable, EmailAddress email, Password password) {
        String current = usable.map(Account::passwordHash).orElseGet(email::text);
        return HexFormat.of().formatHex(mac(guessKey, current + '\0' + password.text()));
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + ALGORITHM, e);
        }
    }
}
