package io.tollgate.server.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The notation of an event in the journal. By name where a later version may number otherwise.
final class EventCodec {
    /// Texts longer than this are cut; the longest that is meant to be recorded is a detail.
    private static final int MAX_TEXT = SecurityEvent.MAX_DETAIL;
    private static final int BYTES_PER_CHAR = 3;
    private static final int FIXED = 2 * Long.BYTES + 1;
    private static final short ABSENT = -1;
    private static final char REPLACEMENT = '\uFFFD';

    private EventCodec() {}

    /// An event as it stands in the journal.
    ///
    /// @param count how many such events this one stands for
    record Recorded(SecurityEvent event, long count) {}

    /// No event needs more bytes than this.
    static int bound(SecurityEvent event) {
        int bytes = FIXED
                + bound(event.type().name())
                + bound(event.userId())
                + bound(event.sessionId())
                + bound(event.address())
                + bound(event.userAgent())
                + bound(event.requestId());
        for (Map.Entry<String, String> detail : event.details().entrySet()) {
            bytes += bound(detail.getKey()) + bound(detail.getValue());
        }
        return bytes;
    }

    private static int bound(Optional<String> text) {
        return text.isPresent() ? bound(text.get()) : Short.BYTES;
    }

    private static int bound(String text) {
        return Short.BYTES + BYTES_PER_CHAR * Math.min(text.length(), MAX_TEXT);
    }

    static void encode(ByteBuffer out, SecurityEvent event, long count) {
        out.putLong(event.timestamp().toEpochMilli()).putLong(count);
        put(out, event.type().name());
        put(out, event.userId());
        put(out, event.sessionId());
        put(out, event.address());
        put(out, event.userAgent());
        put(out, event.requestId());
        out.put((byte) event.details().size());
        for (Map.Entry<String, String> detail : event.details().entrySet()) {
            put(out, detail.getKey());
            put(out, detail.getValue());
        }
    }

    private static void put(ByteBuffer out, Optional<String> text) {
        if (text.isPresent()) {
            put(out, text.get());
        } else {
            out.putShort(ABSENT);
        }
    }

    /// UTF-8 by hand, since the library would make an array of it first. What neither database can store, NUL and half
    /// a surrogate pair, becomes the replacement character.
    private static void put(ByteBuffer out, String text) {
        int start = out.position();
        out.putShort((short) 0);
        int length = Math.min(text.length(), MAX_TEXT);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c != 0 && c < 0x80) {
                out.put((byte) c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                putSupplementary(out, Character.toCodePoint(c, text.charAt(++i)));
            } else {
                putWide(out, c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        out.putShort(start, (short) (out.position() - start - Short.BYTES));
    }

    private static void putWide(ByteBuffer out, char c) {
        if (c < 0x800) {
            out.put((byte) (0xC0 | c >> 6));
        } else {
            out.put((byte) (0xE0 | c >> 12)).put((byte) (0x80 | c >> 6 & 0x3F));
        }
        out.put((byte) (0x80 | c & 0x3F));
    }

    private static void putSupplementary(ByteBuffer out, int c) {
        out.put((byte) (0xF0 | c >> 18))
                .put((byte) (0x80 | c >> 12 & 0x3F))
                .put((byte) (0x80 | c >> 6 & 0x3F))
                .put((byte) (0x80 | c & 0x3F));
    }

    /// @return empty when the type is one that only another version knows
    static Optional<Recorded> decode(ByteBuffer in) {
        Instant timestamp = Instant.ofEpochMilli(in.getLong());
        long count = in.getLong();
        String type = text(in).orElse("");
        Optional<String> userId = text(in);
        Optional<String> sessionId = text(in);
        Optional<String> address = text(in);
        Optional<String> userAgent = text(in);
        Optional<String> requestId = text(in);
        Map<String, String> details = details(in);
        return EventType.parse(type.toLowerCase(Locale.ROOT))
                .map(known -> new Recorded(
                        new SecurityEvent(
                                known, timestamp, userId, sessionId, address, userAgent, requestId, details),
                        count));
    }

    private static Map<String, String> details(ByteBuffer in) {
        int size = in.get();
        Map<String, String> details = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            details.put(text(in).orElseThrow(), text(in).orElseThrow());
        }
        return details;
    }

    private static Optional<String> text(ByteBuffer in) {
        short length = in.getShort();
        if (length == ABSENT) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
}
