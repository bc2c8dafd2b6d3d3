package io.tollgate.lab.run;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Plan.Phase;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/// A recording, added up by who and when. The figures of a scenario are those of its users in the measured part; the
/// attackers have their own.
final class Measured {
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;

    private final Tally users = new Tally();
    private final Tally usersAlone = new Tally();
    private final Tally attackers = new Tally();
    private final Tally everybody = new Tally();
    private final Map<Operation, Tally> byOperation = new EnumMap<>(Operation.class);
    private final Plan plan;
    private final Map<Operation, Long> attacks = new EnumMap<>(Operation.class);
    private final Map<Operation, Long> judgedAttacks = new EnumMap<>(Operation.class);
    private final Map<Operation, Long> letThrough = new EnumMap<>(Operation.class);
    private final BitSet activeAttackers = new BitSet();
    private long answersInTime;
    private long wrongGuesses;
    private long firstBan = Long.MAX_VALUE;

    Measured(Plan plan, Recording recording) {
        this.plan = plan;
        for (int i = 0; i < recording.size(); i++) {
            add(recording.line(i));
        }
    }

    private void add(Line line) {
        Operation operation = Plan.operation(line.send());
        Phase phase = plan.phase(line.send());
        boolean attacker = plan.isAttacker(line.send());
        if (attacker && line.failure() == Failure.DROPPED) {
            // Its connections all waited, as a tool's would: nothing that anybody missed.
            return;
        }
        if (phase != Phase.WARM_UP) {
            everybody.add(line);
        }
        if (attacker) {
            attackers.add(line);
            addAttack(line);
        } else if (phase == Phase.MEASURED) {
            users.add(line);
            answersInTime += line.isAnswered() && line.done() < plan.length().toNanos() ? 1 : 0;
        } else if (phase == Phase.ALONE) {
            usersAlone.add(line);
        }
        if (phase == Phase.MEASURED) {
            byOperation.computeIfAbsent(operation, _ -> new Tally()).add(line);
        }
    }

    private void addAttack(Line line) {
        if (line.failure() == Failure.UNSENT) {
            return;
        }
        Operation operation = Plan.operation(line.send());
        attacks.merge(operation, 1L, Long::sum);
        activeAttackers.set(plan.attacker(line.send()));
        if (line.status() == FORBIDDEN) {
            firstBan = Math.min(firstBan, line.done() - plan.measuredFromNanos());
        }
        boolean endpointAnswered = line.status() >= 200 && line.status() < 300
                || operation == Operation.ANONYMOUS && line.status() == UNAUTHORIZED;
        if (endpointAnswered) {
            letThrough.merge(operation, 1L, Long::sum);
        }
        if (endpointAnswered || line.isAnswered() && operation.expects(line.status())) {
            judgedAttacks.merge(operation, 1L, Long::sum);
        }
        wrongGuesses += operation == Operation.GUESS && line.status() == UNAUTHORIZED ? 1 : 0;
    }

    Tally users() {
        return users;
    }

    /// Answers to users that came before the end of the plan: what the server carried, rather than what it was offered and answered
    /// some time.
    long answersInTime() {
        return answersInTime;
    }

    Tally usersAlone() {
        return usersAlone;
    }

    Tally attackers() {
        return attackers;
    }

    /// Everybody after the warm-up.
    Tally everybody() {
        return everybody;
    }

    /// In the measured part.
    Map<Operation, Tally> byOperation() {
        return byOperation;
    }

    /// Requests of attackers that were sent.
    long attacks(Operation operation) {
        return attacks.getOrDefault(operation, 0L);
    }

    /// Requests of attackers that were let through or refused, by operation. Any other answer, as 404 or 500, is neither: nobody
    /// held them up, and they got nothing.
    Map<Operation, Long> judgedAttacks() {
        return judgedAttacks;
    }

    /// Attackers who sent anything.
    int activeAttackers() {
        return activeAttackers.cardinality();
    }

    /// Requests of attackers that the guard let through to what they wanted, by operation; of guesses the right ones.
    Map<Operation, Long> letThrough() {
        return letThrough;
    }

    /// Guesses that were answered as wrong.
    long wrongGuesses() {
        return wrongGuesses;
    }

    /// Nanoseconds from the beginning of the attack; [Long#MAX_VALUE] without a ban.
    long firstBan() {
        return firstBan;
    }
}
