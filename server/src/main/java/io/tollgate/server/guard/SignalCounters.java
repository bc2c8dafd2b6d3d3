package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import java.util.List;

/// Counts what is only noticed when it repeats. Per node and in memory: signals, unlike limits, need not be exact over
/// nodes. When memory is short it counts nothing against a stranger.
final class SignalCounters {
    /// Above the ids of the signals that count by themselves, which share the store.
    private static final int FIRST_ID = 1_000;

    private static final List<WindowRule> REFUSED_SIGNUPS =
            List.of(new WindowRule(FIRST_ID, "refused sign-ups", RateLimit.parse("9/1h")));
    private static final List<WindowRule> BAD_PROOFS =
            List.of(new WindowRule(FIRST_ID + 1, "bad tokens of a banned address", RateLimit.parse("19/1m")));
    private static final List<WindowRule> SUSPICIOUS_AGENTS =
            List.of(new WindowRule(FIRST_ID + 2, "suspicious agents", RateLimit.parse("1/1d")));

    private final WindowStore windows;
    private final WindowStore agents;

    /// @param agents where user agents are counted, a day long: apart, so that however many addresses send odd ones, what
    ///               counts for an hour or less has room
    SignalCounters(WindowStore windows, WindowStore agents) {
        this.windows = windows;
        this.agents = agents;
    }

    /// Counts a refused sign-up; true from the tenth within an hour.
    boolean isSignupFlood(ClientAddress address) {
        return exceeds(address, REFUSED_SIGNUPS);
    }

    /// Counts a bad token; true from the twentieth within a minute.
    boolean isTokenSearch(ClientAddress address) {
        return exceeds(address, BAD_PROOFS);
    }

    /// Counts a suspicious user agent; true once a day.
    boolean isFirstSuspiciousAgent(ClientAddress address) {
        return agents.admit(Subject.address(address), SUSPICIOUS_AGENTS, 1) instanceof Admission.Admitted;
    }

    private boolean exceeds(ClientAddress address, List<WindowRule> rules) {
        return windows.admit(Subject.address(address), rules, 1) instanceof Admission.Refused refused
                && !refused.shared();
    }
}
