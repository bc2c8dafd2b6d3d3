package io.tollgate.server.password;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What waits to be hashed: bounded, and fair by owner. Thread-safe.
///
/// Strangers take turns by address, and of one address one hash runs at a time, so that whoever sends a hundred guesses
/// waits for his own guesses and not others for them. A quarter of the places is only for known owners, and these and
/// strangers take turns, so that neither keeps the other out. Another quarter is all that sign-ups may take: each asks for a
/// hash before anything is known of it, from as many addresses as somebody has.
///
/// While most of what strangers sent lately was wrong, one worker takes no stranger (where there are several), so that
/// known owners need not wait for a hash to end, and a core is left for everything else.
final class HashQueue {
    private static final int RESERVED_SHARE = 4;
    private static final int NEWCOMERS_SHARE = 4;

    /// Of the last 64 passwords of strangers.
    private static final int MANY_WRONG = 32;

    /// Work that waits or runs.
    record Entry(HashOwner owner, Runnable work) {}

    private final int capacity;
    private final int strangersCapacity;
    private final int newcomersCapacity;
    private final int workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final Deque<Entry> known = new ArrayDeque<>();
    private final Map<String, Deque<Entry>> lanes = new HashMap<>();
    private final Deque<String> turns = new ArrayDeque<>();
    private final Set<String> running = new HashSet<>();
    private int waitingStrangers;
    /// Among the strangers.
    private int waitingNewcomers;
    private boolean strangersTurn;
    /// A bit for each of the last passwords of strangers, set when it was wrong.
    private long wrong;

    /// @param capacity entries that may wait
    /// @param workers  how many take entries
    HashQueue(int capacity, int workers) {
        this.workers = workers;
        this.capacity = capacity;
        this.strangersCapacity = capacity - capacity / RESERVED_SHARE;
        this.newcomersCapacity = Math.ceilDiv(capacity, NEWCOMERS_SHARE);
    }

    /// @return false when there is no place
    boolean offer(Entry entry) {
        lock.lock();
        try {
            int waiting = waitingStrangers + known.size();
            if (waiting >= capacity
                    || !entry.owner().isKnown() && waitingStrangers >= strangersCapacity
                    || entry.owner().isNewcomer() && waitingNewcomers >= newcomersCapacity) {
                return false;
            }
            if (entry.owner().isKnown()) {
                known.add(entry);
            } else {
                addStranger(entry);
            }
            ready.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void addStranger(Entry entry) {
        String lane = entry.owner().lane();
        Deque<Entry> waiting = lanes.computeIfAbsent(lane, l -> new ArrayDeque<>());
        waiting.add(entry);
        waitingStrangers++;
        waitingNewcomers += entry.owner().isNewcomer() ? 1 : 0;
        if (waiting.size() == 1 && !running.contains(lane)) {
            turns.add(lane);
        }
    }

    /// The next to run, once there is one. Whoever takes it must say when it has [#finished].
    Entry take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (known.isEmpty() && !mayTakeStranger()) {
                ready.await();
            }
            boolean stranger = known.isEmpty() || strangersTurn && mayTakeStranger();
            strangersTurn = !stranger;
            return stranger ? takeStranger() : known.remove();
        } finally {
            lock.unlock();
        }
    }

    private boolean mayTakeStranger() {
        boolean flood = Long.bitCount(wrong) > MANY_WRONG;
        int atOnce = flood ? Math.max(1, workers - 1) : workers;
        return !turns.isEmpty() && running.size() < atOnce;
    }

    /// What came of a stranger's password.
    void checked(boolean right) {
        lock.lock();
        try {
            wrong = wrong << 1 | (right ? 0 : 1);
        } finally {
            lock.unlock();
        }
    }

    private Entry takeStranger() {
        String lane = turns.remove();
        Deque<Entry> waiting = lanes.get(lane);
        Entry entry = waiting.remove();
        waitingStrangers--;
        waitingNewcomers -= entry.owner().isNewcomer() ? 1 : 0;
        if (waiting.isEmpty()) {
            lanes.remove(lane);
        }
        running.add(lane);
        return entry;
    }

    void finished(Entry entry) {
        if (entry.owner().isKnown()) {
            return;
        }
        lock.lock();
        try {
            String lane = entry.owner().lane();
            running.remove(lane);
            if (lanes.containsKey(lane)) {
                turns.add(lane);
            }
            ready.signal();
        } finally {
            lock.unlock();
        }
    }

    /// How many wait.
    int waiting() {
        lock.lock();
        try {
            return waitingStrangers + known.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes out everything that waits.
    List<Entry> drain() {
        lock.lock();
        try {
            List<Entry> drained = new ArrayList<>(known);
            lanes.values().forEach(drained::addAll);
            known.clear();
            lanes.clear();
            turns.clear();
            waitingStrangers = 0;
            waitingNewcomers = 0;
            return drained;
        } finally {
            lock.unlock();
        }
    }
}
