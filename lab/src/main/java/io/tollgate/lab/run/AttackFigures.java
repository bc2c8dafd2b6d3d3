package io.tollgate.lab.run;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.scenario.Budget;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What an attack got.
final class AttackFigures {
    private static final double NANOS = 1e9;

    private AttackFigures() {}

    /// @param server empty when the server's figures could not be read: then what got through is what its answers say
    static Attack of(Plan plan, Measured measured, Optional<ServerView> server) {
        Tally attackers = measured.attackers();
        Map<Operation, Long> gotThrough = gotThrough(measured, server);
        Map<Operation, Long> budget = Budget.of(plan);
        OptionalDouble share = BlockedShare.of(measured.judgedAttacks(), gotThrough, budget);
        long checked = sum(gotThrough);
        long judged = sum(measured.judgedAttacks());
        return new Attack(
                server.map(ServerView::newPeers).map(Math::toIntExact).orElse(null),
                attackers.count(),
                attackers.count() - attackers.answered(),
                attackers.answered() - judged,
                measured.attacks(Operation.GUESS),
                checked,
                named(gotThrough),
                sum(budget),
                named(budget),
                Math.max(0, judged - checked),
                share.isPresent() ? share.getAsDouble() : null,
                measured.firstBan() == Long.MAX_VALUE ? null : measured.firstBan() / NANOS,
                users(measured.users()),
                users(measured.usersAlone()));
    }

    /// A wrong guess that reached a hash is one that the server counted, or else that it answered as wrong.
    private static Map<Operation, Long> gotThrough(Measured measured, Optional<ServerView> server) {
        Map<Operation, Long> gotThrough = new EnumMap<>(measured.letThrough());
        if (measured.attacks(Operation.GUESS) > 0) {
            long wrong = server.map(ServerView::wrong).orElseGet(measured::wrongGuesses);
            gotThrough.merge(Operation.GUESS, wrong, Long::sum);
        }
        return gotThrough;
    }

    private static long sum(Map<Operation, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> named(Map<Operation, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((operation, count) -> {
            if (count > 0) {
                named.put(operation.text(), count);
            }
        });
        return named;
    }

    private static Attack.Users users(Tally tally) {
        Summary latency = Summary.ofNanos(tally.response());
        return new Attack.Users(tally.count() + tally.dropped(), tally.errors(), latency.p50(), latency.p99());
    }
}
