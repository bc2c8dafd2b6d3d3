package io.tollgate.server.mail;

import java.time.Instant;
import java.util.Map;

/// A mail that waits to be written and sent.
///
/// @param details   of the last time it was asked for
/// @param repeats   how often it was asked for since `createdAt`
/// @param dueAt     when it is to be tried, or when the lease of the node that tries it ends
/// @param attempts  that failed
public record QueuedMail(
        String id,
        String kind,
        String subject,
        Map<String, String> details,
        int repeats,
        Instant createdAt,
        Instant dueAt,
        int attempts) {

    @Override
    public String toString() {
        return "QueuedMail[" + kind + ", " + id + "]";
    }
}
