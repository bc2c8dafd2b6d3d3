package io.tollgate.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Duration LONGEST = Duration.ofDays(7);

    public Scenario {
        stages = List.copyOf(stages);
        thresholds = List.copyOf(thresholds);
        server = Map.copyOf(server);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a scenario needs a duration or stages");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be of letters, digits, - and _, for files are called after it, not " + name);
        }
        if (stages.stream().anyMatch(stage -> Math.max(stage.from(), stage.to()) > users.count())) {
            throw new IllegalArgumentException("stages must not have more users than users.count, " + users.count());
        }
        if (warmUp.plus(alone).plus(lengthOf(stages)).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a scenario takes at most " + LONGEST.toDays() + " days");
        }
    }

    private static Duration lengthOf(List<Stage> stages) {
        return stages.stream().map(Stage::length).reduce(Duration.ZERO, Duration::plus);
    }

    /// How long the measured part takes.
    public Duration duration() {
        return lengthOf(stages);
    }

    /// Whether a user or an attacker does it.
    public boolean includes(Operation operation) {
        return users.includes(operation)
                || attack.filter(assault -> assault.operations().contains(operation)).isPresent();
    }

    /// About how many requests its plan has.
    public double requests() {
        double userSeconds = stages.stream().mapToDouble(Stage::area).sum()
                + lead().toMillis() / 1e3 * Math.max(1, stages.getFirst().from());
        double attacks = attack.map(assault -> assault.attackers() * assault.each().perSecond()).orElse(0.0);
        return users.requests(userSeconds) + attacks * duration().toMillis() / 1e3;
    }

    /// From the beginning to the measured part.
    public Duration lead() {
        return warmUp.plus(alone);
    }

    /// Another duration of the measured part; stages keep their proportions. What comes before is not longer than it.
    ///
    /// @throws IllegalArgumentException when it is longer than a scenario may be
    public Scenario lasting(Duration wanted) {
        if (wanted.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a scenario takes at most " + LONGEST.toDays() + " days");
        }
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
    ///
    /// @throws IllegalArgumentException when they follow a script, which has its own
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
