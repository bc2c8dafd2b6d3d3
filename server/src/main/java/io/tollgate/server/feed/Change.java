package io.tollgate.server.feed;

import java.util.Locale;
import java.util.Optional;

/// One thing that changed.
///
/// @param subject id of what changed
/// @param detail what it changed to, where the kind needs it
public record Change(Kind kind, String subject, Optional<String> detail) {

    public enum Kind {
        /// A session ended; the subject is its id.
        SESSION_ENDED,
        /// A person's role changed; the subject is the person, the detail the new role.
        ROLE_CHANGED,
        /// Files of a person changed; the subject is the person.
        FILES_CHANGED,
        /// A signing key was added; the subject is its id.
        KEY_ADDED,
        /// The standing of an address changed; the subject is the address.
        STANDING_CHANGED,
        /// Guesses were taken back; what a node remembers of them no longer holds. The subject is the address.
        GUESSES_FORGOTTEN,
        /// The guesses at an account were taken back. The subject is the keyed hash of its name.
        ACCOUNT_FORGIVEN,
        /// The windows of a person were emptied; the subject is the person.
        PERSON_FORGIVEN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether the feed alone tells of it, so that whoever reads everything anew does not find it.
        boolean isOnlyInTheFeed() {
            return switch (this) {
                case GUESSES_FORGOTTEN, ACCOUNT_FORGIVEN, PERSON_FORGIVEN -> true;
                case SESSION_ENDED, ROLE_CHANGED, FILES_CHANGED, KEY_ADDED, STANDING_CHANGED -> false;
            };
        }

        /// Empty for a kind that a newer version of the server wrote while this one still runs.
        static Optional<Kind> parse(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    public static Change sessionEnded(String sessionId) {
        return new Change(Kind.SESSION_ENDED, sessionId, Optional.empty());
    }

    public static Change roleChanged(String userId, String role) {
        return new Change(Kind.ROLE_CHANGED, userId, Optional.of(role));
    }

    public static Change standingChanged(String address) {
        return new Change(Kind.STANDING_CHANGED, address, Optional.empty());
    }

    public static Change guessesForgotten(String address) {
        return new Change(Kind.GUESSES_FORGOTTEN, address, Optional.empty());
    }

    public static Change accountForgiven(String account) {
        return new Change(Kind.ACCOUNT_FORGIVEN, account, Optional.empty());
    }

    public static Change personForgiven(String userId) {
        return new Change(Kind.PERSON_FORGIVEN, userId, Optional.empty());
    }

    public static Change keyAdded(String kid) {
        return new Change(Kind.KEY_ADDED, kid, Optional.empty());
    }
}
