package io.tollgate.lab.scenario;

import io.tollgate.lab.driver.Send;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Users who do things in no particular order: each turn falls on another user until all had one, and each user's
/// operations come in the shares of the mix.
final class MixedUsers {
    /// Files that a user may delete before having uploaded any: he starts with one.
    private static final int SPARE_FILES = 1;

    private final Users users;
    private final SplittableRandom random;
    private final Deck<Integer> turns;
    private final List<Operation> cards;
    private final List<Deck<Operation>> decks;
    private final int[] spareFiles;
    private final int[][] numbers;

    MixedUsers(Users users, SplittableRandom random) {
        this.users = users;
        this.random = random;
        this.turns = new Deck<>(random.split());
        this.cards = cards(users.mix());
        this.decks = IntStream.range(0, users.count())
                .mapToObj(_ -> new Deck<Operation>(random.split()))
                .toList();
        this.spareFiles = IntStream.generate(() -> SPARE_FILES).limit(users.count()).toArray();
        this.numbers = new int[users.count()][Operation.values().length];
    }

    /// In a fixed order, or a seed would not give the same deck twice.
    private static List<Operation> cards(Map<Operation, Integer> mix) {
        List<Operation> cards = new ArrayList<>();
        mix.keySet().stream().sorted(Comparator.naturalOrder()).forEach(operation -> {
            for (int i = 0; i < mix.get(operation); i++) {
                cards.add(operation);
            }
        });
        return cards;
    }

    void plan(List<Stage> stages, List<Send> sends) {
        double begin = 0;
        double carried = 0;
        for (Stage stage : stages) {
            double total = stage.area() * users.perUserSecond() + carried;
            int whole = (int) Math.floor(total + 1e-9);
            for (int i = 0; i < whole; i++) {
                double area = Math.max(0, i + random.nextDouble() - carried) / users.perUserSecond();
                double second = stage.secondOf(area);
                sends.add(send(begin + second, Math.clamp((int) Math.ceil(stage.usersAt(second)), 1, users.count())));
            }
            carried = total - whole;
            begin += stage.seconds();
        }
    }

    private Send send(double second, int active) {
        int user = turns.deal(() -> IntStream.range(0, active).boxed().toList());
        Operation operation = operationOf(user);
        return new Send((long) (second * 1e9), user, operation.ordinal(), numbers[user][operation.ordinal()]++);
    }

    /// Nobody deletes what he has not uploaded: then an upload comes first, if the deck has one left, else he looks.
    private Operation operationOf(int user) {
        Operation operation = decks.get(user).deal(() -> cards);
        if (operation == Operation.DELETE && spareFiles[user] == 0) {
            operation = decks.get(user).exchange(Operation.UPLOAD, Operation.DELETE)
                    ? Operation.UPLOAD
                    : Operation.METADATA;
        }
        spareFiles[user] += operation == Operation.UPLOAD ? 1 : operation == Operation.DELETE ? -1 : 0;
        return operation;
    }
}
