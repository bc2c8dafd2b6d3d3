package io.tollgate.server.guard.decision;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.secret.SecretBox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Seals a decision into a request id, and reads it back. Thread-safe.
public final class DecisionSeal {
    /// What an id that holds a decision begins with; other ids are hexadecimal.
    private static final String PREFIX = "d-";

    private static final int VERSION = 1;
    /// A rule and a subject of [#MAX_TEXT] characters of three bytes each, and all the rest.
    private static final int MAX_LENGTH = 1_200;
    private static final int MAX_TEXT = 120;
    private static final long FOREVER = Long.MAX_VALUE;

    private final SecretBox box;

    public DecisionSeal(SecretBox box) {
        this.box = box;
    }

    /// A request id that holds the decision: visible ASCII, some 200 characters.
    public String seal(Decision decision) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(box.seal(encode(decision)));
    }

    /// The decision in a request id; empty when the id holds none, or was not made here.
    public Optional<Decision> open(String requestId) {
        if (!requestId.startsWith(PREFIX) || requestId.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(requestId.substring(PREFIX.length()));
            return box.open(sealed).flatMap(DecisionSeal::decode);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] encode(Decision decision) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(decision.verdict().ordinal());
            out.writeLong(decision.at().toEpochMilli());
            out.writeLong(decision.expiresAt().map(Instant::toEpochMilli).orElse(FOREVER));
            out.writeInt(decision.counter().map(Decision.Counter::limit).orElse(-1));
            out.writeLong(decision.counter().map(counter -> counter.period().toMillis()).orElse(0L));
            out.writeUTF(cut(decision.rule()));
            out.writeUTF(decision.address().key());
            out.writeUTF(cut(decision.subject()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static String cut(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    private static Optional<Decision> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            Decision.Verdict verdict = Decision.Verdict.values()[in.readByte()];
            Instant at = Instant.ofEpochMilli(in.readLong());
            long expires = in.readLong();
            int limit = in.readInt();
            Duration period = Duration.ofMillis(in.readLong());
            String rule = in.readUTF();
            ClientAddress address = ClientAddress.ofKey(in.readUTF());
            return Optional.of(new Decision(
                    verdict,
                    rule,
                    in.readUTF(),
                    address,
                    limit < 0 ? Optional.empty() : Optional.of(new Decision.Counter(limit, period)),
                    at,
                    expires == FOREVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires))));
        } catch (IOException e) {
            throw new IllegalStateException("a sealed decision that is none", e);
        }
    }
}
