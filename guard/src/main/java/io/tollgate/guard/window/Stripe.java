package io.tollgate.guard.window;

import java.util.Arrays;
import java.util.List;

/// The windows of a part of all subjects, and their time, under one lock: callers synchronise on the stripe.
///
/// **Time** is in milliseconds from the store's start and never runs backwards. A request is noted at the millisecond after
/// it and looks back from the millisecond before, so that a whole period lies between a request and its leaving the window,
/// however fine the clock.
final class Stripe {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final WindowMemory memory;
    private long latestNanos;
    private long now;
    private long stamp;
    /// Where the windows of one request are, by the index of their rules.
    private int[] slots = new int[8];

    Stripe(long seed, int maxSlots, int maxPages) {
        memory = new WindowMemory(seed, maxSlots, maxPages);
    }

    /// Brings the stripe's time up to this, unless it is there already.
    void advance(long nanos) {
        if (nanos > latestNanos) {
            latestNanos = nanos;
            now = Math.min(nanos / NANOS_PER_MILLI, SlidingWindow.MAX_TIME);
            stamp = Math.min((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, SlidingWindow.MAX_TIME);
        }
    }

    long now() {
        return now;
    }

    /// The time that [#advance] brought the stripe to.
    long nanos() {
        return latestNanos;
    }

    /// Looks up the windows of a request; the next three methods are about those.
    ///
    /// @return whether the subject has one for each rule
    boolean find(Subject subject, List<WindowRule> rules) {
        if (rules.size() > slots.length) {
            slots = Arrays.copyOf(slots, rules.size());
        }
        boolean all = true;
        for (int i = 0; i < rules.size(); i++) {
            slots[i] = memory.find(subject, rules.get(i));
            all &= slots[i] != WindowTable.NONE;
        }
        return all;
    }

    /// What becomes of the request if windows that are not there are empty. Counts nothing.
    Admission decide(List<WindowRule> rules, double multiplier) {
        Admission admission = Admission.admitted();
        long longest = 0;
        for (int i = 0; i < rules.size(); i++) {
            WindowRule rule = rules.get(i);
            int limit = rule.limit().scaled(multiplier);
            long wait = slots[i] == WindowTable.NONE ? waitMillisIfEmpty(rule, limit) : waitMillis(slots[i], rule, limit);
            if (wait > longest) {
                longest = wait;
                boolean inherited = slots[i] != WindowTable.NONE && memory.open(slots[i]).isInherited();
                admission = Admission.Refused.forMillis(wait, rule, limit, inherited);
            }
        }
        return admission;
    }

    /// Makes the windows that are not there.
    ///
    /// @return false if there is no place for one of them; others may have been made
    boolean makeMissing(Subject subject, List<WindowRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            if (reserve(subject, rules.get(i)) == Reserved.NO_ROOM) {
                return false;
            }
        }
        return find(subject, rules);
    }

    /// Counts the request in all windows.
    void record(List<WindowRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            record(slots[i], rules.get(i));
        }
    }

    /// What was done for a window that is wanted.
    enum Reserved { KNOWN, NEW, NO_ROOM }

    /// Makes sure that there is a window of this key for a period from now on.
    Reserved reserve(Subject subject, WindowRule rule) {
        int known = memory.find(subject, rule);
        int slot = known == WindowTable.NONE ? memory.make(subject, rule, now) : known;
        if (slot == WindowTable.NONE) {
            return Reserved.NO_ROOM;
        }
        memory.open(slot);
        memory.saveUntil(now + rule.periodMillis());
        return known == WindowTable.NONE ? Reserved.NEW : Reserved.KNOWN;
    }

    boolean has(Subject subject, WindowRule rule) {
        return memory.find(subject, rule) != WindowTable.NONE;
    }

    /// Whether some of what the subject's window counts was taken over from another.
    boolean isInherited(Subject subject, WindowRule rule) {
        int slot = memory.find(subject, rule);
        return slot != WindowTable.NONE && memory.open(slot).isInherited();
    }

    /// How long a request must wait for the subject's window; 0 if it has room.
    long waitMillis(Subject subject, WindowRule rule, int limit) {
        int slot = memory.find(subject, rule);
        return slot == WindowTable.NONE ? waitMillisIfEmpty(rule, limit) : waitMillis(slot, rule, limit);
    }

    private long waitMillis(int slot, WindowRule rule, int limit) {
        SlidingWindow window = memory.open(slot);
        window.expire(now, rule.periodMillis());
        memory.save();
        return window.waitMillis(limit, rule.periodMillis(), now);
    }

    private static long waitMillisIfEmpty(WindowRule rule, int limit) {
        return limit > 0 ? 0 : rule.periodMillis();
    }

    /// Counts a request in the subject's window, which must be there.
    ///
    /// @return when the window is over unless more come
    long record(Subject subject, WindowRule rule) {
        return record(memory.find(subject, rule), rule);
    }

    private long record(int slot, WindowRule rule) {
        SlidingWindow window = memory.open(slot);
        if (window.isFullFor(stamp) && window.capacity() < rule.maxCells()) {
            memory.enlarge(now);
        }
        window.add(stamp, rule.periodMillis());
        long end = window.lastTime() + rule.periodMillis();
        memory.saveUntil(end);
        return end;
    }

    /// Counts in the subject's window, which must be there, all that a window of another stripe counts.
    void inherit(Subject subject, Stripe other, Subject from, WindowRule rule) {
        int source = other.memory.find(from, rule);
        if (source == WindowTable.NONE) {
            return;
        }
        SlidingWindow inherited = other.memory.open(source);
        inherited.expire(other.now, rule.periodMillis());
        if (!inherited.isEmpty()) {
            SlidingWindow window = memory.open(memory.find(subject, rule));
            window.inherit(inherited, rule.periodMillis());
            memory.saveUntil(window.lastTime() + rule.periodMillis());
        }
    }

    /// Empties the subject's windows of all rules.
    void forget(Subject subject) {
        memory.forget(subject);
    }

    /// How long until one of the places that the key may have becomes free.
    long waitMillisForPlace(Subject subject, WindowRule rule) {
        return memory.placeFreeAt(subject, rule) - now;
    }

    /// How many windows are not over.
    long count() {
        return memory.count(now);
    }

    long bytes() {
        return memory.bytes();
    }
}
