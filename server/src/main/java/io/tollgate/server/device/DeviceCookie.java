package io.tollgate.server.device;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A random device id and the time of its making, signed (HMAC with SHA-256). It carries no account: which accounts a
/// device is known for is stored by the server. Thread-safe.
public final class DeviceCookie {
    public static final String NAME = "tollgate_device";
    /// As long as browsers keep cookies.
    public static final Duration LIFE = Duration.ofDays(400);

    /// @param id 128 random bits
    public record Device(String id, Instant issuedAt) {}

    private static final int ID_BYTES = 16;
    private static final int PAYLOAD_BYTES = ID_BYTES + Long.BYTES;
    private static final int MAC_BYTES = 32;
    private static final int TEXT_LENGTH = (PAYLOAD_BYTES + MAC_BYTES) * 4 / 3 + 1;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final SecureRandom random;

    public DeviceCookie(byte[] secret, SecureRandom random) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.random = random;
    }

    /// The value of a cookie for a device not seen before.
    public String issue(Instant now) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES).put(id).putLong(now.toEpochMilli()).array();
        return ENCODER.encodeToString(ByteBuffer.allocate(PAYLOAD_BYTES + MAC_BYTES)
                .put(payload)
                .put(mac(payload))
                .array());
    }

    /// The device of a cookie; empty when we did not sign it.
    ///
    /// @param value from outside
    public Optional<Device> read(String value) {
        if (value.length() > TEXT_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != PAYLOAD_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] payload = new byte[PAYLOAD_BYTES];
        byte[] signature = new byte[MAC_BYTES];
        buffer.get(payload).get(signature);
        if (!MessageDigest.isEqual(signature, mac(payload))) {
            return Optional.empty();
        }
        String id = ENCODER.encodeToString(Arrays.copyOf(payload, ID_BYTES));
        return Optional.of(new Device(id, Instant.ofEpochMilli(buffer.getLong(ID_BYTES))));
    }

    private byte[] mac(byte[] payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", e);
        }
    }
}
