package io.tollgate.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisServer;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Ports;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// 500 guesses a second over three nodes, which keep coming when a node is killed and when Redis is and comes back empty: the
/// budget of every account holds all the while. Guesses in a closed loop would stop where a node stalls.
@Tag("long")
class GuessRateWhileNodesDieTest {
    private static final int NODES = 3;
    private static final int DYING = 1;
    private static final List<Integer> SURVIVORS = List.of(0, 2);
    private static final int GUESSERS = 10 * NODES;
    private static final int VICTIMS = 20;
    /// Of an account, for clients that it does not know.
    private static final int BUDGET = 20;
    private static final int MOST = VICTIMS * BUDGET;
    private static final int PER_SECOND = 500;
    private static final int AT_LEAST_SENDS = 20 * PER_SECOND;
    private static final Duration AT_MOST = Duration.ofSeconds(150);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final AtomicIntegerArray checkedBy = new AtomicIntegerArray(NODES);
    private final AtomicIntegerArray checkedOf = new AtomicIntegerArray(VICTIMS);
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();
    private final List<TestServer> nodes = new ArrayList<>();
    private final List<Client> guessers = new ArrayList<>();
    private EmbeddedPostgres postgres;
    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
        postgres = EmbeddedPostgres.builder()
                .setPort(Ports.free())
                .setServerConfig("max_connections", "200")
                .setServerConfig("fsync", "off")
                .start();
        for (int node = 0; node < NODES; node++) {
            nodes.add(TestServer.start(folder,
                    "--database.url", postgres.getJdbcUrl("postgres", "postgres"),
                    "--database.user", "postgres",
                    "--database.pool-size", "5",
                    "--redis.url", redis.uri(),
                    "--redis.nodes", String.valueOf(NODES),
                    "--trusted-proxies", "127.0.0.0/8",
                    "--guard.login.account", BUDGET + "/1h"));
        }
        List<Sources> sources = nodes.stream().map(node -> Sources.of(node.uri(), Trust.ofSystem())).toList();
        IntStream.range(0, GUESSERS).forEach(i -> guessers.add(sources.get(i % NODES).client(5, i)));
        for (int victim = 0; victim < VICTIMS; victim++) {
            Request signUp = from("10.1.0." + (victim + 1), "/api/auth/signup", victim, "the passphrase of the victim");
            assertThat(guessers.get(victim % NODES).send(signUp).status()).isEqualTo(201);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Client guesser : guessers) {
            guesser.close();
        }
        nodes.forEach(TestServer::close);
        postgres.close();
        redis.close();
    }

    private static Request from(String address, String path, int victim, String password) {
        String body = JsonMapper.shared()
                .writeValueAsString(Map.of("email", "victim-" + victim + "@lab.example", "password", password));
        return Request.json("POST", path, body).with("X-Forwarded-For", address);
    }

    /// Each from an address that was never seen, at the nodes in turn, and at each victim through each node.
    private final class Guesses implements Traffic {

        @Override
        public Client client(Send send) {
            return guessers.get(send.actor());
        }

        @Override
        public Optional<Request> request(Send send) {
            int number = send.number();
            String address = "10.%d.%d.%d".formatted(2 + (number >> 16), number >> 8 & 255, number & 255);
            return Optional.of(from(address, "/api/auth/login", victim(send), "wrong " + number).keepingBody());
        }

        private static int victim(Send send) {
            return send.number() / NODES % VICTIMS;
        }

        @Override
        public boolean settle(Send send, Response response) {
            switch (response.status()) {
                case 401 -> {
                    checkedBy.incrementAndGet(node(send));
                    checkedOf.incrementAndGet(victim(send));
                }
                case 429 -> refused.incrementAndGet();
                // Too many wait for a hash.
                case 503 -> {}
                default -> strange.add(response.status() + " " + response.text());
            }
            return true;
        }
    }

    private static int node(Send send) {
        return send.actor() % NODES;
    }

    @Test
    void noGuessBeyondTheBudgetIsChecked() throws Exception {
        int sends = Math.toIntExact(PER_SECOND * AT_MOST.toSeconds());
        OpenLoop loop = new OpenLoop(
                IntStream.range(0, sends)
                        .mapToObj(i -> new Send(i * 1_000_000_000L / PER_SECOND, i % GUESSERS, 0, i))
                        .toList(),
                new Guesses());
        FutureTask<Recording> driven = new FutureTask<>(loop::run);
        Thread.ofPlatform().daemon().start(driven);
        try {
            Eventually.within(PATIENCE, "guesses are under way", () -> checked() > MOST / 5);
            nodes.get(DYING).kill();
            redis.kill();
            Eventually.within(PATIENCE, "the others notice", () -> SURVIVORS.stream().noneMatch(this::hasRedis));
            Eventually.within(PATIENCE, "the others go on", () -> checked() > MOST / 2);
            redis.restart();
            Eventually.within(PATIENCE, "Redis decides again", () -> SURVIVORS.stream().allMatch(this::hasRedis));
            awaitBudgetSpent();
            Eventually.within(PATIENCE, "enough was sent", () -> loop.recording().completed() > AT_LEAST_SENDS);
        } finally {
            loop.stop();
        }
        assertWentOutAtTheRate(driven.get(90, TimeUnit.SECONDS));
        assertBudgetHeld();
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

    private static void assertWentOutAtTheRate(Recording recording) {
        List<Line> lines = IntStream.range(0, recording.size()).mapToObj(recording::line).toList();
        List<Line> sent = lines.stream().filter(Line::wasSent).toList();
        Map<Long, Long> bySecond = sent.stream()
                .collect(Collectors.groupingBy(line -> line.sent() / 1_000_000_000, Collectors.counting()));
        long seconds = sent.getLast().sent() / 1_000_000_000;

        assertThat(lines).noneMatch(line -> line.failure() == Failure.DROPPED);
        assertThat(sent).hasSizeGreaterThan(AT_LEAST_SENDS);
        assertThat(sent.size() * 1e9 / sent.getLast().sent()).isBetween(0.97 * PER_SECOND, 1.03 * PER_SECOND);
        // In every second, and not only on average; the last is not a whole one.
        assertThat(IntStream.range(0, Math.toIntExact(seconds)).mapToLong(second -> bySecond.getOrDefault((long) second, 0L)))
                .allMatch(count -> count > PER_SECOND / 2);
        assertThat(sent).filteredOn(line -> !line.isAnswered()).allMatch(line -> node(line.send()) == DYING);
    }

    private void assertBudgetHeld() throws IOException, SQLException {
        for (int victim = 0; victim < VICTIMS; victim++) {
            assertThat(checkedOf.get(victim)).as("guesses at account " + victim).isLessThanOrEqualTo(BUDGET);
        }
        // What the survivors say themselves, and what the dead one answered.
        long counted = checkedBy.get(DYING);
        for (int node : SURVIVORS) {
            counted += mismatches(node);
        }
        assertThat(counted).isBetween((long) checked(), (long) MOST);
        // What the dead one had begun and not answered is in the ledger: it is written before a guess is checked.
        assertThat(mostInLedger()).isLessThanOrEqualTo(BUDGET);
        assertThat(strange).isEmpty();
    }

    private boolean hasRedis(int node) {
        try {
            Response response = guessers.get(node).send(Request.get("/readyz?verbose").keepingBody());
            return JsonMapper.shared().readTree(response.text()).at("/components/redis/status").asString("").equals("up");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long mismatches(int node) throws IOException {
        return guessers.get(node).send(Request.get("/metrics").keepingBody()).text().lines()
                .filter(line -> line.startsWith("tollgate_password_mismatches_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }

    private int mostInLedger() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                ResultSet rows = connection.createStatement().executeQuery(
                        "SELECT COUNT(*) FROM login_guesses GROUP BY account ORDER BY COUNT(*) DESC LIMIT 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
