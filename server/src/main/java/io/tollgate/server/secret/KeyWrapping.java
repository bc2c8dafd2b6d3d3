package io.tollgate.server.secret;

import io.tollgate.server.argon2.Argon2id;
import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// How secrets lie in the database: wrapped when `keys.secret` is given. Thread-safe.
public final class KeyWrapping {

    /// Bytes as they lie in the database.
    public record Stored(byte[] value, boolean wrapped) {}

    private static final Argon2id STRETCHING = new Argon2id(19_456, 2, 1);
    private static final byte[] SALT = "tollgate keys.secret".getBytes(StandardCharsets.UTF_8);

    private final Optional<SecretBox> box;

    public KeyWrapping(Optional<Secret> keysSecret, SecureRandom random) {
        this.box = keysSecret.map(secret -> SecretBox.derivedFrom(stretch(secret), "wrap", random));
    }

    /// A person may choose a poor secret, so guessing it is made slow (Argon2id, RFC 9106). The salt is fixed because
    /// all nodes must arrive at the same key before they have read anything.
    private static byte[] stretch(Secret secret) {
        return STRETCHING.hash(secret.value().getBytes(StandardCharsets.UTF_8), SALT, 32);
    }

    public Stored store(byte[] plain) {
        return box.map(b -> new Stored(b.seal(plain), true)).orElseGet(() -> new Stored(plain, false));
    }

    /// Whether a stored secret should be stored anew because wrapping was switched on since.
    public boolean isOutdated(Stored stored) {
        return box.isPresent() && !stored.wrapped();
    }

    /// @throws SettingsException when the secret is wrapped and `keys.secret` is missing or another
    public byte[] load(Stored stored) {
        if (!stored.wrapped()) {
            return stored.value();
        }
        SecretBox opener = box.orElseThrow(() -> new SettingsException(List.of(
                "keys.secret: the keys in the database are wrapped; set the secret they were wrapped with")));
        return opener.open(stored.value())
                .orElseThrow(() -> new SettingsException(List.of(
                        "keys.secret: does not open the keys in the database; they were wrapped with another")));
    }
}
