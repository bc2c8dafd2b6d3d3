package io.tollgate.server.secret;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// How secrets lie in the database: wrapped when `keys.secret` is given. Thread-safe.
public final class KeyWrapping {

    /// Bytes as they lie in the database.
    public record Stored(byte[] value, boolean wrapped) {}

    private static final byte[] SALT = "tollgate keys.secret".getBytes(StandardCharsets.UTF_8);

    private final Optional<SecretBox> box;

    public KeyWrapping(Optional<Secret> keysSecret, SecureRandom random) {
        this.box = keysSecret.map(secret -> SecretBox.derivedFrom(stretch(secret), "wrap", random));
    }

    /// A person may choose a poor secret, so guessing it is made slow (Argon2id, RFC 9106). The salt is fixed because
    /// all nodes must arrive at the same key before they have read anything.
    private static byte[] stretch(Secret secret) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(19_456)
                .withIterations(2)
                .withParallelism(1)
                .withSalt(SALT)
                .build());
        byte[] key = new byte[32];
        generator.generateBytes(secret.value().getBytes(StandardCharsets.UTF_8), key);
        return key;
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
