package io.tollgate.server.node;

import java.time.Instant;
import java.util.Locale;

/// A node and its last sign of life.
///
/// @param sharedWindows whether it shares the windows of limits with others
public record Node(String id, Instant startedAt, Instant lastSeen, State state, boolean sharedWindows) {

    /// What is known of a node.
    public enum State {
        UP,
        /// It said that it stops.
        STOPPED,
        /// Its sign of life was missed.
        LOST;

        /// The name in the database and in answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    boolean isUp() {
        return state == State.UP;
    }

    /// As seen at that moment: who is silent for too long is lost, whoever will say so.
    Node at(Instant now) {
        boolean silent = isUp() && lastSeen.plus(NodeRegistry.LOST_AFTER).isBefore(now);
        return silent ? new Node(id, startedAt, lastSeen, State.LOST, sharedWindows) : this;
    }
}
