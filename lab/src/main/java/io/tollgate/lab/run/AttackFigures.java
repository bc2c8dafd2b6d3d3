package io.tollgate.lab.run;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.scenario.Budget;
import io.tollgate.lab.scenario.Plan;
import java.util.Optional;

/// What an attack got.
final class AttackFigures {
    private static final double NANOS = 1e9;

    private AttackFigures() {}

    /// @param server empty when the server's figures could not be read: then what got through is what its answers say
    static Attack of(Plan plan, Measured measured, Optional<ServerView> server) {
        long requests = measured.attackers().count();
        boolean hashes = plan.scenario().attack().orElseThrow().guesses();
        long checked = server.filter(_ -> hashes)
                .map(view -> view.wrong())
                .orElseGet(() -> hashes ? answeredAsWrong(measured) : measured.letThrough());
        long budget = Budget.of(plan);
        long blocked = Math.max(0, requests - checked);
        return new Attack(
                server.map(view -> (int) view.newPeers()).orElse(0),
                requests,
                requests,
                checked,
                budget,
                blocked,
                blockedShare(requests, checked, budget),
                measured.firstBan() == Long.MAX_VALUE ? null : measured.firstBan() / NANOS,
                users(measured.users()),
                users(measured.usersAlone()));
    }

    private static long answeredAsWrong(Measured measured) {
        return measured.attackers().statuses().getOrDefault("401", 0L);
    }

    /// Of what was beyond the budget.
    static double blockedShare(long requests, long checked, long budget) {
        long beyond = requests - budget;
        return beyond <= 0 ? checked <= budget ? 1 : 0 : Math.clamp((double) (requests - checked) / beyond, 0, 1);
    }

    private static Attack.Users users(Tally tally) {
        Summary latency = Summary.ofNanos(tally.response());
        return new Attack.Users(tally.count() + tally.dropped(), tally.errors(), latency.p50(), latency.p99());
    }
}
