package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The budget of guesses is one over three processes, whatever becomes of them and of Redis meanwhile.
@Tag("long")
class GuessesWhileNodesDieTest {
    private static final int NODES = 3;
    private static final int DYING = 1;
    private static final int GUESSERS = 60;
    private static final int VICTIMS = 10;
    /// Of an account, for clients that it does not know.
    private static final int BUDGET = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final AtomicInteger guesses = new AtomicInteger();
    private final AtomicIntegerArray checkedBy = new AtomicIntegerArray(NODES);
    private final AtomicIntegerArray checkedOf = new AtomicIntegerArray(VICTIMS);
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();
    private final Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
    private RedisServer redis;
    private List<ChildServer> nodes;
    private List<String> victims;
    private volatile boolean over;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        settings.putAll(Map.of(
                "guard.layers", "all",
                "redis.url", redis.uri(),
                "redis.nodes", String.valueOf(NODES),
                "trusted-proxies", "127.0.0.0/8",
                "guard.login.account", BUDGET + "/1h"));
        nodes = Together.run(NODES, _ -> ChildServer.start(folder, List.of("-Xmx128m"), settings));
        victims = Stream.generate(People::freshEmail).limit(VICTIMS).toList();
        victims.forEach(victim -> assertThat(
                        from(GuardedServer.freshAddress(), 0).signUp(victim).status())
                .isEqualTo(201));
    }

    @AfterEach
    void stop() {
        over = true;
        nodes.forEach(ChildServer::close);
        redis.close();
    }

    private ApiClient from(String address, int node) {
        return nodes.get(node).client().with("X-Forwarded-For", address);
    }

    @Test
    void noGuessBeyondTheBudgetIsChecked() throws SQLException {
        List<Thread> guessers = IntStream.range(0, GUESSERS)
                .mapToObj(_ -> Thread.ofVirtual().start(this::guessOn))
                .toList();
        int most = VICTIMS * BUDGET;
        Eventually.within(PATIENCE, "guesses are under way", () -> checked() > most / 5);

        nodes.get(DYING).kill();
        redis.kill();
        Eventually.within(PATIENCE, "the others go on", () -> checked() > most / 2);
        redis.restart();
        awaitBudgetSpent();
        Eventually.within(PATIENCE, "Redis decides again", () -> decidesAgain(0) && decidesAgain(2));
        int before = refused.get();
        Eventually.within(PATIENCE, "guesses after that", () -> refused.get() > before + 500);
        over = true;
        guessers.forEach(GuessesWhileNodesDieTest::join);

        for (int victim = 0; victim < VICTIMS; victim++) {
            assertThat(checkedOf.get(victim)).as("guesses at account " + victim).isLessThanOrEqualTo(BUDGET);
        }
        // What the survivors say themselves, and what the dead one answered.
        assertThat(mismatches(0) + mismatches(2) + checkedBy.get(DYING)).isBetween((long) checked(), (long) most);
        // What the dead one had begun and not answered is in the ledger: it is written before a guess is checked.
        assertThat(mostInLedger()).isLessThanOrEqualTo(BUDGET);
        assertThat(strange).isEmpty();
    }

    private int checked() {
        return IntStream.range(0, NODES).map(checkedBy::get).sum();
    }

    /// Spent: a thousand guesses in a row were all refused.
    private void awaitBudgetSpent() {
        int[] seen = {checked(), refused.get()};
        Eventually.within(PATIENCE, "the budget is spent", () -> {
            if (checked() > seen[0]) {
                seen[0] = checked();
                seen[1] = refused.get();
            }
            return refused.get() > seen[1] + 1_000;
        });
    }

    private void guessOn() {
        while (!over) {
            int number = guesses.incrementAndGet();
            int node = number % NODES;
            int victim = number / NODES % VICTIMS;
            try {
                count(from(GuardedServer.freshAddress(), node).logIn(victims.get(victim), "wrong " + number), node, victim);
            } catch (UncheckedIOException e) {
                // Of the node that was killed.
                Thread.yield();
            }
        }
    }

    private void count(Answer answer, int node, int victim) {
        switch (answer.status()) {
            case 401 -> {
                checkedBy.incrementAndGet(node);
                checkedOf.incrementAndGet(victim);
            }
            case 429 -> refused.incrementAndGet();
            // Too many wait for a hash.
            case 503 -> {}
            default -> strange.add(answer.text());
        }
    }

    private boolean decidesAgain(int node) {
        return nodes.get(node).client().get("/readyz?verbose").at("/components/redis/status").equals("up");
    }

    private long mismatches(int node) {
        return nodes.get(node).client().get("/metrics").text().lines()
                .filter(line -> line.startsWith("tollgate_password_mismatches_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }

    private int mostInLedger() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        settings.get("database.url"), settings.get("database.user"), null);
                ResultSet rows = connection.createStatement().executeQuery(
                        "SELECT COUNT(*) FROM login_guesses GROUP BY account ORDER BY COUNT(*) DESC LIMIT 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
