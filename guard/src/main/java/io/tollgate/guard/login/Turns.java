package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Whose guess goes to the ledger and is hashed next, among strangers: bounded, and fair by address. Thread-safe.
///
/// A guess costs two transactions and a hash. Were all of a flood let in at once, everybody else's transactions would
/// wait behind theirs, though no more guesses are hashed for it. So few are let in at a time, and of one address one.
/// Addresses take turns (round robin, constant time per guess). Those that guessed wrong lately come after those that did
/// not, but get each fourth turn, so that they are not kept out either; they have half of the places to wait at, and so
/// has one address. Who has waited for long makes room for another, who may get his answer while he still wants it.
final class Turns {
    private static final int SUSPECTS_TURN = 4;
    private static final int SUSPECTS = 20_000;

    private final int atOnce;
    private final int places;
    private final Duration patience;
    private final Duration suspected;
    private final InstantSource clock;
    private final ExpiringMemory suspects = new ExpiringMemory(SUSPECTS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Waiting>> lanes = new HashMap<>();
    private final Deque<String> unsuspected = new ArrayDeque<>();
    private final Deque<String> suspect = new ArrayDeque<>();
    private final Set<String> inTurn = new HashSet<>();
    private int waiting;
    private int waitingSuspects;
    private int turn;

    private record Waiting(CountDownLatch called, boolean suspect) {}

    /// @param atOnce    guesses in turn
    /// @param places    guesses that may wait
    /// @param patience  how long each waits at most
    /// @param suspected how long a wrong guess is remembered of an address
    Turns(int atOnce, int places, Duration patience, Duration suspected, InstantSource clock) {
        this.atOnce = atOnce;
        this.places = places;
        this.patience = patience;
        this.suspected = suspected;
        this.clock = clock;
    }

    /// Waits for a turn, which ends with [#leave].
    ///
    /// @return false when there is no place to wait at, or the turn did not come in time
    boolean enter(ClientAddress address) {
        String lane = address.key();
        Waiting mine;
        lock.lock();
        try {
            // Were there a lane to call, there would be no turn left.
            if (inTurn.size() < atOnce && inTurn.add(lane)) {
                return true;
            }
            mine = new Waiting(new CountDownLatch(1), isSuspect(lane));
            if (!hasPlace(lane, mine)) {
                return false;
            }
            add(lane, mine);
            call();
        } finally {
            lock.unlock();
        }
        return isCalled(mine) || !giveUp(lane, mine);
    }

    private boolean isCalled(Waiting mine) {
        try {
            return mine.called().await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// @return false when it was called at the last moment
    private boolean giveUp(String lane, Waiting mine) {
        lock.lock();
        try {
            Deque<Waiting> guesses = lanes.get(lane);
            if (guesses == null || !guesses.remove(mine)) {
                return false;
            }
            removed(lane, guesses, mine);
            if (guesses.isEmpty()) {
                unsuspected.remove(lane);
                suspect.remove(lane);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void removed(String lane, Deque<Waiting> guesses, Waiting guess) {
        if (guesses.isEmpty()) {
            lanes.remove(lane);
        }
        waiting--;
        waitingSuspects -= guess.suspect() ? 1 : 0;
    }

    private boolean hasPlace(String lane, Waiting guess) {
        Deque<Waiting> same = lanes.get(lane);
        int share = Math.ceilDiv(places, 2);
        return waiting < places
                && (same == null || same.size() < share)
                && (!guess.suspect() || waitingSuspects < share);
    }

    private void add(String lane, Waiting guess) {
        Deque<Waiting> guesses = lanes.computeIfAbsent(lane, _ -> new ArrayDeque<>());
        guesses.add(guess);
        waiting++;
        waitingSuspects += guess.suspect() ? 1 : 0;
        if (guesses.size() == 1 && !inTurn.contains(lane)) {
            queue(lane);
        }
    }

    private void queue(String lane) {
        (isSuspect(lane) ? suspect : unsuspected).add(lane);
    }

    private boolean isSuspect(String lane) {
        return suspects.get(lane, clock.instant()).isPresent();
    }

    private void call() {
        while (inTurn.size() < atOnce && !(unsuspected.isEmpty() && suspect.isEmpty())) {
            call(nextLane());
        }
    }

    private String nextLane() {
        turn++;
        boolean ofSuspect = unsuspected.isEmpty() || !suspect.isEmpty() && turn % SUSPECTS_TURN == 0;
        return (ofSuspect ? suspect : unsuspected).remove();
    }

    private void call(String lane) {
        Deque<Waiting> guesses = lanes.get(lane);
        Waiting next = guesses.remove();
        removed(lane, guesses, next);
        inTurn.add(lane);
        next.called().countDown();
    }

    void leave(ClientAddress address) {
        String lane = address.key();
        lock.lock();
        try {
            inTurn.remove(lane);
            if (lanes.containsKey(lane)) {
                queue(lane);
            }
            call();
        } finally {
            lock.unlock();
        }
    }

    /// An address guessed wrong.
    void guessedWrong(ClientAddress address) {
        Instant now = clock.instant();
        suspects.put(address.key(), now.plus(suspected), now);
    }

    /// How many guesses wait.
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
