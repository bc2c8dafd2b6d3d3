package io.tollgate.guard.redis;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import java.util.List;
import java.util.UUID;

/// Subjects and rules of tests.
final class Subjects {
    private Subjects() {}

    static Subject person() {
        return Subject.person(UUID.randomUUID().toString());
    }

    static Subject address(String text) {
        return Subject.address(ClientAddress.parse(text).orElseThrow());
    }

    /// Each in a network of its own.
    static Subject address(int number) {
        return address("10." + number / 256 + "." + number % 256 + ".1");
    }

    static WindowRule rule(int id, String limit) {
        return new WindowRule(id, "rule " + id, RateLimit.parse(limit));
    }

    static boolean isAdmitted(Admission admission) {
        return admission instanceof Admission.Admitted;
    }

    /// Whether the store decides about anybody.
    static boolean isDecidedBy(WindowStore store, List<WindowRule> rules) {
        try {
            store.admit(person(), rules, 1);
            return true;
        } catch (WindowStoreException _) {
            return false;
        }
    }

    static int admitted(WindowStore store, Subject subject, List<WindowRule> rules, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += isAdmitted(store.admit(subject, rules, 1)) ? 1 : 0;
        }
        return admitted;
    }
}
