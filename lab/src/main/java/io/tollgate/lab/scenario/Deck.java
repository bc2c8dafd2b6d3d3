package io.tollgate.lab.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Deals cards in random order and shuffles anew when all were dealt, so that shares are exact and nobody has a streak.
final class Deck<T> {
    private final SplittableRandom random;
    private final Deque<T> left = new ArrayDeque<>();

    Deck(SplittableRandom random) {
        this.random = random;
    }

    /// @param cards what a new deck has when the last is used up; not empty
    T deal(Supplier<List<T>> cards) {
        if (left.isEmpty()) {
            left.addAll(shuffled(cards.get()));
        }
        return left.removeFirst();
    }

    /// Takes the first card that equals this one out of what is left, and puts another in its place.
    boolean exchange(T wanted, T instead) {
        List<T> cards = new ArrayList<>(left);
        int at = cards.indexOf(wanted);
        if (at < 0) {
            return false;
        }
        cards.set(at, instead);
        left.clear();
        left.addAll(cards);
        return true;
    }

    private List<T> shuffled(List<T> cards) {
        List<T> shuffled = new ArrayList<>(cards);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T card = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, card);
        }
        return shuffled;
    }
}
