package io.tollgate.server.alert;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// One incident as it is stored. Texts are fit to be shown.
///
/// @param headline    what happened, in a few words
/// @param account     a keyed hash of an account's name where there may be no account
/// @param activeUntil it goes on while this lies ahead
/// @param outcome     what the server did about it
/// @param eventId     the row of the security log it began with
/// @param state       whether it was put into a message
record Alert(
        String id,
        AlertKind kind,
        Priority priority,
        String headline,
        Optional<String> userId,
        Optional<String> account,
        Optional<String> address,
        Instant firstAt,
        Instant lastAt,
        Instant activeUntil,
        long count,
        String evidence,
        Optional<String> outcome,
        Optional<String> requestId,
        Optional<String> eventId,
        State state,
        Optional<String> messageId) {

    enum State {
        /// Part of a message.
        ANNOUNCED,
        /// Over the budget; counted in the next message of its kind.
        SUPPRESSED,
        /// Below the least priority that is sent.
        QUIET;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Headline and subject: `password guessing from 203.0.113.7`.
    String summary() {
        return headline + address.map(text -> " from " + text).orElseGet(this::person);
    }

    private String person() {
        return userId.or(() -> account).map(text -> " at account " + text).orElse("");
    }

    /// Headline and subject without what leads to a person: of the address only its network.
    String anonymousSummary() {
        return headline + address.map(text -> " from " + Networks.of(text)).orElse("");
    }

    /// Whether it tells of nobody, only of the server.
    boolean isAboutServer() {
        return userId.isEmpty() && account.isEmpty() && address.isEmpty();
    }

    boolean isActive(Instant now) {
        return activeUntil.isAfter(now);
    }
}
