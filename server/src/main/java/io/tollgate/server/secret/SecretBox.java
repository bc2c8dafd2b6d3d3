package io.tollgate.server.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Seals bytes so that only the holder of a key can read them and nobody can alter them: AES-256 in GCM with a random
/// nonce of 96 bits, which stands in front. Thread-safe.
public final class SecretBox {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random;

    private SecretBox(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /// A box for one purpose, with a key derived from `material` (HKDF with SHA-256, RFC 5869).
    ///
    /// @param material at least 128 bits that an attacker cannot guess
    public static SecretBox derivedFrom(byte[] material, String purpose, SecureRandom random) {
        try {
            byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
            HKDFParameterSpec spec =
                    HKDFParameterSpec.ofExtract().addIKM(material).thenExpand(info, 32);
            return new SecretBox(KDF.getInstance("HKDF-SHA256").deriveKey("AES", spec), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HKDF-SHA256", e);
        }
    }

    public byte[] seal(byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    /// The bytes that were sealed; empty when they were sealed with another key or altered.
    public Optional<byte[]> open(byte[] sealed) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            return Optional.empty();
        }
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
