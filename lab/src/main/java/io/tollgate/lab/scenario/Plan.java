package io.tollgate.lab.scenario;

import io.tollgate.lab.driver.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// Every request of a run: who, when, what. A pure function of scenario and seed.
///
/// Users are numbered from 0, attackers after them. What users with a mix send is spread over equal slots of time, each at a
/// random place in its slot: the counts are exact, and the arrivals are not a drumbeat. Scripts and attackers begin at a random
/// moment of their first round and keep their pace from then on, as tools do.
///
/// @param sends in the order of their moments
public record Plan(Scenario scenario, long seed, List<Send> sends) {
    private static final double NANOS = 1e9;

    public static Plan of(Scenario scenario, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Send> sends = new ArrayList<>();
        List<Stage> stages = withLead(scenario);
        if (scenario.users().script().isEmpty()) {
            new MixedUsers(scenario.users(), random.split()).plan(stages, sends);
        } else {
            ScriptedUsers.plan(scenario.users(), stages, random.split(), sends);
        }
        scenario.attack().ifPresent(assault -> planAttack(scenario, assault, random.split(), sends));
        sends.sort(Comparator.comparingLong(Send::atNanos).thenComparingInt(Send::actor));
        return new Plan(scenario, seed, List.copyOf(sends));
    }

    /// Before a run that is ramped up there is nothing to warm up with but its users, few at first.
    private static List<Stage> withLead(Scenario scenario) {
        if (scenario.lead().isZero()) {
            return scenario.stages();
        }
        int users = Math.max(1, scenario.stages().getFirst().from());
        List<Stage> stages = new ArrayList<>(List.of(new Stage(scenario.lead(), users, users)));
        stages.addAll(scenario.stages());
        return stages;
    }

    private static void planAttack(Scenario scenario, Assault assault, SplittableRandom random, List<Send> sends) {
        double gap = 1 / assault.each().perSecond();
        double length = scenario.duration().toNanos() / NANOS;
        for (int attacker = 0; attacker < assault.attackers(); attacker++) {
            double begin = random.nextDouble() * gap;
            for (int i = 0; begin + i * gap < length; i++) {
                Operation operation = assault.operations().get(i % assault.operations().size());
                sends.add(new Send(
                        scenario.lead().toNanos() + (long) ((begin + i * gap) * NANOS),
                        scenario.users().count() + attacker,
                        operation.ordinal(),
                        i));
            }
        }
    }

    /// When the attack begins, or would.
    public long measuredFromNanos() {
        return scenario.lead().toNanos();
    }

    public Duration length() {
        return scenario.lead().plus(scenario.duration());
    }

    public boolean isAttacker(Send send) {
        return send.actor() >= scenario.users().count();
    }

    /// Which attacker it is, from 0.
    public int attacker(Send send) {
        return send.actor() - scenario.users().count();
    }

    public static Operation operation(Send send) {
        return Operation.of(send.operation());
    }

    /// Which phase a send belongs to.
    public Phase phase(Send send) {
        if (send.atNanos() < scenario.warmUp().toNanos()) {
            return Phase.WARM_UP;
        }
        return send.atNanos() < measuredFromNanos() ? Phase.ALONE : Phase.MEASURED;
    }

    public enum Phase {
        WARM_UP,
        ALONE,
        MEASURED
    }
}
