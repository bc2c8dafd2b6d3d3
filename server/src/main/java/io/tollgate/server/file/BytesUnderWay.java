package io.tollgate.server.file;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What uploads of each person have put on the disk and his quota does not know of yet, on this node. Thread-safe.
final class BytesUnderWay {
    private final Map<String, Long> byPerson = new ConcurrentHashMap<>();

    /// Takes room for more bytes, if there is.
    ///
    /// @param most what all uploads of the person may have together
    /// @return whether there is
    boolean take(String userId, long bytes, long most) {
        boolean[] taken = new boolean[1];
        byPerson.compute(userId, (_, before) -> {
            long now = (before == null ? 0 : before) + bytes;
            taken[0] = now <= most;
            return taken[0] ? Long.valueOf(now) : before;
        });
        return taken[0];
    }

    void giveBack(String userId, long bytes) {
        byPerson.computeIfPresent(userId, (_, before) -> before == bytes ? null : before - bytes);
    }
}
