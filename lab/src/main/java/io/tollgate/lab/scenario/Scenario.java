package io.tollgate.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A definition: who, how fast, what, how long, and what must hold.
///
/// @param warmUp     users alone, not measured
/// @param alone      users alone before an attack, for comparison
/// @param stages     the measured part; with an attack, that under attack
/// @param thresholds as `p99<500ms`; they replace those that always hold
/// @param server     settings of a server that the lab starts for it
public record Scenario(
        String name,
        String description,
        Duration warmUp,
        Duration alone,
        List<Stage> stages,
        Users users,
        Optional<Assault> attack,
        List<String> thresholds,
        Map<String, String> server) {

    public Scenario {
        stages = List.copyOf(stages);
        thresholds = List.copyOf(thresholds);
        server = Map.copyOf(server);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a scenario needs a duration or stages");
        }
    }

    /// How long the measured part takes.
    public Duration duration() {
        return stages.stream().map(Stage::length).reduce(Duration.ZERO, Duration::plus);
    }

    /// From the beginning to the measured part.
    public Duration lead() {
        return warmUp.plus(alone);
    }

    /// Another duration of the measured part; stages keep their proportions. What comes before is not longer than it.
    public Scenario lasting(Duration wanted) {
        double factor = (double) wanted.toNanos() / duration().toNanos();
        List<Stage> scaled = new ArrayList<>();
        for (Stage stage : stages) {
            Duration length = Duration.ofNanos(Math.max(1, Math.round(stage.length().toNanos() * factor)));
            scaled.add(new Stage(length, stage.from(), stage.to()));
        }
        return new Scenario(
                name,
                description,
                shorter(warmUp, wanted),
                shorter(alone, wanted),
                scaled,
                users,
                attack,
                thresholds,
                server);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Another number of users, each of whom does as much as before.
    public Scenario withUsers(int count) {
        List<Stage> scaled = stages.stream()
                .map(stage -> new Stage(stage.length(), scaled(stage.from(), count), scaled(stage.to(), count)))
                .toList();
        return with(scaled, users.withCount(count), attack);
    }

    private int scaled(int number, int count) {
        return (int) Math.round((double) number * count / users.count());
    }

    /// Another rate of all users together.
    public Scenario withRate(Pace rate) {
        return with(stages, users.withRate(rate), attack);
    }

    public Scenario withAttackers(int number) {
        return with(stages, users, attack.map(assault -> assault.withAttackers(number)));
    }

    /// Another rate of each attacker.
    public Scenario withAttackRate(Pace each) {
        return with(stages, users, attack.map(assault -> assault.withEach(each)));
    }

    private Scenario with(List<Stage> newStages, Users newUsers, Optional<Assault> newAttack) {
        return new Scenario(
                name, description, warmUp, alone, newStages, newUsers, newAttack, thresholds, server);
    }
}
