package io.tollgate.lab.scenario;

import io.tollgate.lab.driver.Send;
import java.util.List;
import java.util.SplittableRandom;

/// Users who do the same again and again, as a script of a load tool: each begins at a random place of his first round.
final class ScriptedUsers {

    private ScriptedUsers() {}

    static void plan(Users users, List<Stage> stages, SplittableRandom random, List<Send> sends) {
        double length = stages.stream().mapToDouble(Stage::seconds).sum();
        for (int user = 0; user < users.count(); user++) {
            double begin = random.nextDouble() * users.scriptSeconds();
            for (int round = 0; begin < length; round++, begin += users.scriptSeconds()) {
                if (usersAt(stages, begin) > user) {
                    addRound(users, user, round, begin, length, sends);
                }
            }
        }
    }

    private static void addRound(Users users, int user, int round, double begin, double length, List<Send> sends) {
        double at = begin;
        for (Users.Step step : users.script()) {
            if (at < length) {
                sends.add(new Send((long) (at * 1e9), user, step.operation().ordinal(), round));
            }
            at += step.pause().toNanos() / 1e9;
        }
    }

    private static double usersAt(List<Stage> stages, double second) {
        double left = second;
        for (Stage stage : stages) {
            if (left < stage.seconds()) {
                return stage.usersAt(left);
            }
            left -= stage.seconds();
        }
        return 0;
    }
}
