package io.tollgate.server.mail;

import java.util.Map;

/// That a mail is to be sent, before it is written.
///
/// @param kind     what is to be said
/// @param subject  whom it concerns: the id of a person, or a keyed hash of an address
/// @param tooMany  what becomes of it when its subject was sent enough of the kind
/// @param details  what its composer needs; sealed while it waits
public record MailIntent(String kind, String subject, TooMany tooMany, Map<String, String> details) {

    /// For a subject that was sent [MailOutbox#PER_HOUR] mails of a kind within an hour.
    public enum TooMany {
        /// Nobody is sent anything, and nobody learns of it.
        DROP,
        /// It waits until the hour is over; what happens again meanwhile is told by the same mail.
        DEFER
    }

    public MailIntent {
        details = Map.copyOf(details);
    }

    @Override
    public String toString() {
        return "MailIntent[" + kind + "]";
    }
}
