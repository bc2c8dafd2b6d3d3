package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The rules of the ledger in plain words, under one lock: what the others are compared with.
final class InMemoryGuessLedger implements GuessLedger, LedgerFixture {
    private final InstantSource clock;
    private final List<Row> rows = new ArrayList<>();
    private int ids;

    private static final class Row {
        private final String id;
        private final Guess guess;
        private final Instant at;
        private boolean failed;

        private Row(String id, Guess guess, Instant at) {
            this.id = id;
            this.guess = guess;
            this.at = at;
        }

        private boolean isSettled(Instant now) {
            return failed || !at.isAfter(now.minus(SETTLED_WITHIN));
        }
    }

    InMemoryGuessLedger(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Reservation reserve(Guess guess, LoginBudgets budgets) {
        Instant now = clock.instant();
        Predicate<Row> mine = row ->
                row.guess.account().equals(guess.account()) && row.guess.client().equals(guess.client());
        List<Row> ofClient = within(budgets.client(), mine, now);
        for (Row row : ofClient) {
            if (row.guess.storedDigest().equals(guess.storedDigest())) {
                return row.failed ? new Reservation.KnownWrong() : new Reservation.Running(row.id, row.at);
            }
        }
        Asked asked = new Asked(budgets, now);
        asked.about(Budget.CLIENT, ofClient);
        if (!guess.isKnownDevice()) {
            Predicate<Row> here =
                    row -> !row.guess.isKnownDevice() && row.guess.address().equals(guess.address());
            asked.about(Budget.ACCOUNT, within(
                            budgets.account(),
                            row -> !row.guess.isKnownDevice() && row.guess.account().equals(guess.account()),
                            now));
            asked.about(Budget.ADDRESS, within(budgets.address(), here, now));
            Predicate<Row> other = here.and(row -> !row.guess.account().equals(guess.account()));
            asked.about(Budget.SPRAY, onePerAccount(within(budgets.spray(), other, now), now));
            asked.about(Budget.SPRAY_SLOW, onePerAccount(within(budgets.spraySlow(), other, now), now));
        }
        return asked.answer().orElseGet(() -> {
            Row row = new Row("row" + ids++, guess, now);
            rows.add(row);
            return new Reservation.Granted(row.id, asked.filled, asked.over);
        });
    }

    private List<Row> within(RateLimit limit, Predicate<Row> which, Instant now) {
        return rows.stream()
                .filter(which.and(row -> row.at.isAfter(now.minus(limit.period()))))
                .sorted(Comparator.comparing((Row row) -> row.at).reversed())
                .toList();
    }

    /// Of each account the newest row, and a settled one where there is one at that time.
    private static List<Row> onePerAccount(List<Row> newestFirst, Instant now) {
        return newestFirst.stream()
                .collect(Collectors.groupingBy(row -> row.guess.account()))
                .values()
                .stream()
                .map(all -> {
                    Row newest = new Row("", all.getFirst().guess, all.getFirst().at);
                    newest.failed = all.stream().anyMatch(row -> row.isSettled(now));
                    return newest;
                })
                .sorted(Comparator.comparing((Row row) -> row.at).reversed())
                .toList();
    }

    private static final class Asked {
        private final LoginBudgets budgets;
        private final Instant now;
        private final Set<Budget> filled = EnumSet.noneOf(Budget.class);
        private final List<Reservation.Exhausted> over = new ArrayList<>();
        private final List<Reservation.Exhausted> exhausted = new ArrayList<>();
        private final List<Reservation> busy = new ArrayList<>();

        private Asked(LoginBudgets budgets, Instant now) {
            this.budgets = budgets;
            this.now = now;
        }

        private void about(Budget budget, List<Row> newestFirst) {
            RateLimit limit = budgets.of(budget);
            if (newestFirst.size() < limit.count()) {
                if (newestFirst.size() == limit.count() - 1) {
                    filled.add(budget);
                }
            } else if (newestFirst.stream().filter(row -> row.isSettled(now)).count() < limit.count()) {
                if (budgets.enforces(budget)) {
                    busy.add(new Reservation.Busy(budget));
                }
            } else {
                Instant leaves = newestFirst.get(limit.count() - 1).at.plus(limit.period());
                (budgets.enforces(budget) ? exhausted : over)
                        .add(new Reservation.Exhausted(budget, Duration.between(now, leaves)));
            }
        }

        private Optional<Reservation> answer() {
            return exhausted.stream()
                    .max(Comparator.comparing(Reservation.Exhausted::retryAfter))
                    .<Reservation>map(used -> used)
                    .or(() -> busy.stream().findFirst());
        }
    }

    @Override
    public synchronized void failed(String id) {
        rows.stream().filter(row -> row.id.equals(id)).forEach(row -> row.failed = true);
    }

    @Override
    public synchronized Progress progress(String id) {
        return rows.stream()
                .filter(row -> row.id.equals(id))
                .findFirst()
                .map(row -> row.failed ? Progress.FAILED : Progress.RUNNING)
                .orElse(Progress.GONE);
    }

    @Override
    public synchronized void returned(String id) {
        rows.removeIf(row -> row.id.equals(id));
    }

    @Override
    public synchronized void forget(ClientAddress address) {
        rows.removeIf(row -> row.guess.address().equals(address));
    }

    @Override
    public GuessLedger ledger() {
        return this;
    }

    @Override
    public synchronized void accept(Guess guess) {
        rows.removeIf(row ->
                row.guess.account().equals(guess.account()) && row.guess.client().equals(guess.client()));
    }

    @Override
    public synchronized int rows() {
        return rows.size();
    }

    @Override
    public void close() {
        rows.clear();
    }
}
