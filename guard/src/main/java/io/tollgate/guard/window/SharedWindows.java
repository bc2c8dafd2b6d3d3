package io.tollgate.guard.window;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Decides about subjects for which their own stripe has no place, or had none within the last period: such strangers share
/// windows by network.
///
/// **Why nobody gets more than the limit.** A request is counted in the subject's own window if it has one, else in its
/// network's. When it is given a window of its own, that begins with all that the network's counts, hence with all that the
/// subject was counted for there. So the window that decides about a subject counts at least all its admitted requests.
///
/// **Locks.** The caller holds the lock of the subject's own stripe, and the network's is taken within: always in this order.
final class SharedWindows {
    private final Stripes networks;
    /// When the last window here is over, in milliseconds. Raised under the lock of the subject's own stripe, so whoever holds
    /// that lock sees whether that subject may be counted here.
    private final AtomicLong countingUntil = new AtomicLong();

    SharedWindows(Stripes networks) {
        this.networks = networks;
    }

    /// Whether any subject's requests may be counted here still.
    boolean mayCount(long now) {
        return countingUntil.get() > now;
    }

    /// Decides about a request of a subject that lacks some of its windows.
    Admission admit(Stripe own, Subject subject, List<WindowRule> rules, double multiplier) {
        Subject network = subject.network().orElse(subject);
        Stripe stripe = networks.of(network);
        synchronized (stripe) {
            stripe.advance(own.nanos());
            return new Stranger(own, subject, stripe, network).admit(rules, multiplier);
        }
    }

    /// Empties the windows that the subject shares with its network.
    void forget(Subject subject) {
        Subject network = subject.network().orElse(subject);
        Stripe stripe = networks.of(network);
        synchronized (stripe) {
            stripe.forget(network);
        }
    }

    long count(long nanos) {
        return networks.count(nanos);
    }

    long bytes() {
        return networks.bytes();
    }

    /// One subject and its network, both of whose locks are held.
    private final class Stranger {
        private final Stripe own;
        private final Subject subject;
        private final Stripe shared;
        private final Subject network;

        Stranger(Stripe own, Subject subject, Stripe shared, Subject network) {
            this.own = own;
            this.subject = subject;
            this.shared = shared;
            this.network = network;
        }

        Admission admit(List<WindowRule> rules, double multiplier) {
            Admission admission = decide(rules, multiplier);
            if (!(admission instanceof Admission.Admitted)) {
                return admission;
            }
            for (WindowRule rule : rules) {
                if (!reserve(rule)) {
                    return Admission.Full.forMillis(shared.waitMillisForPlace(network, rule));
                }
            }
            rules.forEach(this::record);
            return admission;
        }

        private Admission decide(List<WindowRule> rules, double multiplier) {
            Admission admission = Admission.admitted();
            long longest = 0;
            for (WindowRule rule : rules) {
                int limit = rule.limit().scaled(multiplier);
                boolean known = own.has(subject, rule);
                long wait = known ? own.waitMillis(subject, rule, limit) : shared.waitMillis(network, rule, limit);
                if (wait > longest) {
                    longest = wait;
                    admission = Admission.Refused.forMillis(wait, rule, limit, !known || own.isInherited(subject, rule));
                }
            }
            return admission;
        }

        private boolean reserve(WindowRule rule) {
            return switch (own.reserve(subject, rule)) {
                case KNOWN -> true;
                case NEW -> {
                    own.inherit(subject, shared, network, rule);
                    yield true;
                }
                case NO_ROOM -> shared.reserve(network, rule) != Stripe.Reserved.NO_ROOM;
            };
        }

        private void record(WindowRule rule) {
            if (own.has(subject, rule)) {
                own.record(subject, rule);
            } else {
                countingUntil.accumulateAndGet(shared.record(network, rule), Math::max);
            }
        }
    }
}
