package io.tollgate.guard.window;

import java.time.Duration;

/// What a store decided about one request: it counts in every window, or in none.
public sealed interface Admission {
    /// Every window had room and now counts the request.
    static Admission admitted() {
        return Admitted.INSTANCE;
    }

    /// Every window had room and now counts the request. There is one instance, so that admitting allocates nothing.
    final class Admitted implements Admission {
        private static final Admitted INSTANCE = new Admitted();

        private Admitted() {}

        @Override
        public String toString() {
            return "Admitted";
        }
    }

    /// A window was full; the request was counted nowhere.
    ///
    /// @param rule       the rule whose window makes the request wait longest
    /// @param limit      what that rule admitted at the multiplier of this request
    /// @param retryAfter how long until the same request is admitted if the subject sends nothing else, to the millisecond,
    ///                   never too short; the rule's period where the limit is 0 and no waiting helps
    /// @param shared     whether the window is shared with others because memory is short: then the refusal says nothing about
    ///                   this subject and must not be held against it
    record Refused(WindowRule rule, int limit, Duration retryAfter, boolean shared) implements Admission {
        static Refused forMillis(long millis, WindowRule rule, int limit, boolean shared) {
            return new Refused(rule, limit, Duration.ofMillis(millis), shared);
        }
    }

    /// The store has no place left to count a subject it does not know yet, not even together with its network. The request
    /// was counted nowhere. It says nothing about this subject.
    ///
    /// @param retryAfter when the first of the places that are possible for it becomes free, unless its owner comes back
    record Full(Duration retryAfter) implements Admission {
        static Full forMillis(long millis) {
            return new Full(Duration.ofMillis(Math.max(1, millis)));
        }
    }
}
