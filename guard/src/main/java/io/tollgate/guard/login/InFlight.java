package io.tollgate.guard.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The guesses that this process is asking the ledger about or hashing at this moment: of a client, an account or an
/// address never more than its budget, for the ledger would refuse the rest. So of a flood of parallel guesses a handful
/// reach the database, and the others neither queue for its connections nor keep anybody else waiting. Thread-safe;
/// bounded by the requests that are running.
final class InFlight {
    private final LoginBudgets budgets;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    private record Place(Budget budget, String key, int most) {}

    InFlight(LoginBudgets budgets) {
        this.budgets = budgets;
    }

    /// Takes a place, to be given back by [#leave].
    ///
    /// @return the budget that has no place; empty when it was taken
    Optional<Budget> enter(Guess guess) {
        List<Place> taken = new ArrayList<>();
        for (Place place : placesOf(guess)) {
            taken.add(place);
            if (counts.merge(place.key(), 1, Integer::sum) > place.most()) {
                taken.forEach(this::free);
                return Optional.of(place.budget());
            }
        }
        return Optional.empty();
    }

    void leave(Guess guess) {
        placesOf(guess).forEach(this::free);
    }

    private void free(Place place) {
        counts.computeIfPresent(place.key(), (_, count) -> count == 1 ? null : count - 1);
    }

    private List<Place> placesOf(Guess guess) {
        return guess.budgets().stream()
                .filter(budgets::enforces)
                .map(budget -> new Place(budget, budget.keyOf(guess), budgets.of(budget).count()))
                .toList();
    }
}
