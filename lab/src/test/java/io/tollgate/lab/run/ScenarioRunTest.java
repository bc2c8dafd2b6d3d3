package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Assault;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Pace;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Short runs against a real server: what the lab says agrees with what the server says.
class ScenarioRunTest {
    @TempDir
    private static Path folder;

    /// Each run has attackers whom the server does not know.
    private static final Identities IDENTITIES = Identities.ofRunningServer();

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Scenario scenario(String name, int seconds) {
        return Catalogue.find(name).orElseThrow().lasting(Duration.ofSeconds(seconds));
    }

    private static Outcome run(Scenario scenario) throws Exception {
        return new ScenarioRun(scenario, options(Optional.empty()), Progress.silent()).run();
    }

    private static RunOptions options(Optional<Path> record) {
        return new RunOptions(
                server.uri(), Trust.ofSystem(), IDENTITIES, Optional.of(TestServer.ADMIN), 1, List.of(), record);
    }

    private static Stream<Line> lines(Outcome outcome) {
        return IntStream.range(0, outcome.recording().size()).mapToObj(outcome.recording()::line);
    }

    /// Answers of the file endpoints and of who-am-I, which nobody but the users of a run asks for.
    private static long served() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String page = http.send(
                            HttpRequest.newBuilder(server.uri().resolve("/metrics")).build(), BodyHandlers.ofString())
                    .body();
            return page.lines()
                    .filter(line -> line.startsWith("http_server_request_duration_seconds_count"))
                    .filter(line -> line.contains("\"/api/files") || line.contains("\"/api/auth/me\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    @Test
    void aFewUsersAreServedAndCountedAlikeByBothSides() throws Exception {
        long before = served();

        Outcome outcome = run(scenario("smoke", 3));

        ScenarioResult result = outcome.result();
        assertThat(lines(outcome)).allMatch(line -> line.failure() == Failure.NONE);
        assertThat(result.responseTime().count()).isEqualTo(30);
        assertThat(result.errorRate()).isZero();
        // The last answer may come after the end.
        assertThat(result.throughput()).isBetween(9.0, 10.0);
        assertThat(result.memoryUsage()).isNotNull();
        assertThat(result.activeConnections()).isPositive();
        assertThat(result.thresholds()).extracting("name").contains("p95", "p99", "errors", "memory", "cpu", "restarts");
        long asked = lines(outcome)
                .filter(line -> switch (Plan.operation(line.send())) {
                    case LOG_IN, REFRESH, SESSIONS -> false;
                    default -> true;
                })
                .count();
        long firstUploads = 5;
        // The page is half a second old at most.
        long end = System.nanoTime() + 5_000_000_000L;
        while (served() - before != asked + firstUploads && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(served() - before).isEqualTo(asked + firstUploads);
    }

    @Test
    void anAttackGetsItsBudgetAndNoMore() throws Exception {
        Scenario scenario = scenario("brute-force", 3).withAttackers(10).withUsers(3);

        Attack attack = run(scenario).result().attack();

        // One attacker at each account: five guesses.
        assertThat(attack.sources()).isEqualTo(10);
        assertThat(attack.budget()).isEqualTo(50);
        assertThat(attack.checked()).isEqualTo(50);
        assertThat(attack.guesses()).isEqualTo(attack.requests());
        assertThat(attack.blocked()).isEqualTo(attack.requests() - 50);
        assertThat(attack.blockedShare()).isEqualTo(1);
        assertThat(attack.users().errors()).isZero();
        assertThat(attack.usersAlone().requests()).isPositive();
    }

    @Test
    void stolenTokensGetNothing() throws Exception {
        Attack attack = run(scenario("token-theft", 2).withAttackers(5).withUsers(3)).result().attack();

        assertThat(attack.checked()).isZero();
        assertThat(attack.budget()).isZero();
        assertThat(attack.blocked()).isEqualTo(attack.requests());
        assertThat(attack.users().errors()).isZero();
    }

    /// As it comes with the lab, but with few attackers who are quick.
    private static Attack attack(String name, Assault assault) throws Exception {
        Scenario whole = scenario(name, 3).withUsers(3).withRate(Pace.parse("6/1s"));
        Scenario small = new Scenario(
                whole.name(), whole.description(), SECOND, SECOND, whole.stages(), whole.users(),
                Optional.of(assault), whole.thresholds(), whole.server());

        ScenarioResult result = run(small).result();

        Attack attack = result.attack();
        assertThat(attack.sources()).isEqualTo(assault.attackers());
        assertThat(attack.requests()).isGreaterThan(attack.budget());
        assertThat(attack.unanswered()).isZero();
        assertThat(attack.checked()).isLessThanOrEqualTo(attack.budget());
        assertThat(attack.blocked()).isEqualTo(attack.requests() - attack.checked());
        assertThat(attack.blockedShare()).isEqualTo(1);
        assertThat(attack.users().errors()).isZero();
        return attack;
    }

    private static Assault assault(
            int attackers, String each, Operation what, int accounts, int unknown, Assault.Target target) {
        return new Assault(attackers, Pace.parse(each), List.of(what), accounts, unknown, target, "/api/files", 16);
    }

    @Test
    void stolenNamesAndPasswordsAreTriedTenTimesFromAnAddress() throws Exception {
        Attack attack = attack("stuffing", assault(2, "5/1s", Operation.GUESS, 2, 50, Assault.Target.DEALT));

        assertThat(attack.budget()).isEqualTo(20);
        assertThat(attack.checked()).isPositive();
    }

    @Test
    void sprayedPasswordsReachTenAccountsFromAnAddress() throws Exception {
        Attack attack = attack("spraying", assault(2, "5/1s", Operation.GUESS, 2, 50, Assault.Target.ALL));

        assertThat(attack.budget()).isEqualTo(20);
        assertThat(attack.checked()).isPositive();
    }

    @Test
    void slowGuessesGetWhatTheAccountAllows() throws Exception {
        Attack attack = attack("slow", assault(10, "1/1s", Operation.GUESS, 1, 0, Assault.Target.ONE));

        assertThat(attack.budget()).isEqualTo(20);
        assertThat(attack.checked()).isEqualTo(20);
    }

    @Test
    void manyMachinesGetNoMoreOfAnAccountThanFew() throws Exception {
        Attack attack = attack("botnet", assault(20, "1/1s", Operation.GUESS, 1, 0, Assault.Target.ONE));

        assertThat(attack.budget()).isEqualTo(20);
        assertThat(attack.checked()).isEqualTo(20);
    }

    @Test
    void ownersWhoseAccountsAreAttackedGoOn() throws Exception {
        Attack attack = attack("lockout", assault(3, "5/1s", Operation.GUESS, 0, 0, Assault.Target.USERS));

        assertThat(attack.budget()).isEqualTo(15);
        assertThat(attack.checked()).isEqualTo(15);
    }

    @Test
    void threeSignUpsOfAnAddressAreAllowed() throws Exception {
        Attack attack = attack("signup-flood", assault(3, "4/1s", Operation.SIGN_UP, 0, 0, Assault.Target.ONE));

        assertThat(attack.guesses()).isZero();
        assertThat(attack.gotThrough()).isEqualTo(Map.of("sign-up", 9L));
    }

    @Test
    void botsGetAllButTheLastRequestOfAMinute() throws Exception {
        Attack attack = attack("bots", assault(2, "25/1s", Operation.ANONYMOUS, 0, 0, Assault.Target.ONE));

        assertThat(attack.budget()).isEqualTo(2 * 49);
        assertThat(attack.gotThrough()).isEqualTo(Map.of("anonymous", 98L));
    }

    @Test
    void everyRequestIsInTheRecordOnce(@TempDir Path out) throws Exception {
        Outcome outcome = new ScenarioRun(scenario("smoke", 1), options(Optional.of(out)), Progress.silent()).run();

        // Written before anything is derived from it.
        assertThat(out).isDirectoryContaining("glob:**.csv.gz");
        outcome.write(out);

        byte[] record = Files.readAllBytes(out.resolve("smoke-requests.csv.gz"));
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(record)).readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(text).startsWith(RawRecord.HEADER);
        assertThat(text.lines()).hasSize(1 + outcome.plan().sends().size());
        assertThat(text.lines().skip(1)).allMatch(line -> line.split(",", -1).length == 11);
        assertThat(out.resolve("smoke-response.hgrm")).isNotEmptyFile();
        assertThat(out.resolve("smoke-service.hgrm")).isNotEmptyFile();
    }

    @Test
    void aRunThatIsStoppedKeepsWhatItHas() throws Exception {
        ScenarioRun[] run = new ScenarioRun[1];
        run[0] = new ScenarioRun(
                scenario("smoke", 60),
                options(Optional.empty()),
                new Stopper(Map.of(3, () -> run[0].stop("interrupted"))));

        Outcome outcome = run[0].run();

        assertThat(outcome.result().isVoid()).isTrue();
        assertThat(outcome.result().voidReason()).isEqualTo("the run was stopped: interrupted");
        assertThat(outcome.result().responseTime().count()).isBetween(5L, 200L);
    }

    private record Stopper(Map<Integer, Runnable> atSecond) implements Progress {
        @Override
        public void preparing(int done, int all) {}

        @Override
        public void running(int second, int ofSeconds, String phase, Rates rates) {
            atSecond.getOrDefault(second, () -> {}).run();
        }

        @Override
        public void note(String text) {}
    }

    @Test
    void aRunIsOverSoonAfterItIsStoppedAlsoWhenTheServerHangs(@TempDir Path data) throws Exception {
        TestServer hanging = TestServer.start(data);
        try {
            ScenarioRun[] run = new ScenarioRun[1];
            AtomicLong stoppedAt = new AtomicLong();
            run[0] = new ScenarioRun(
                    scenario("smoke", 60),
                    new RunOptions(
                            hanging.uri(), Trust.ofSystem(), Identities.ofFreshServer(), Optional.of(TestServer.ADMIN), 1,
                            List.of(), Optional.empty()),
                    new Stopper(Map.of(3, hanging::freeze, 5, () -> {
                        stoppedAt.set(System.nanoTime());
                        run[0].stop("interrupted");
                    })));

            Outcome outcome = run[0].run();

            // Three seconds for the answers, three for the server's own figures.
            assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt.get())).isLessThan(Duration.ofSeconds(12));
            assertThat(outcome.result().voidReason()).isEqualTo("the run was stopped: interrupted");
            assertThat(outcome.result().responseTime().count()).isPositive();
            assertThat(outcome.server()).isEmpty();
        } finally {
            hanging.kill();
        }
    }

    @Test
    void aServerThatDiesEndsTheRun(@TempDir Path data) throws Exception {
        try (TestServer mortal = TestServer.start(data)) {
            Outcome outcome = new ScenarioRun(
                            scenario("smoke", 60),
                            new RunOptions(
                                    mortal.uri(), Trust.ofSystem(), Identities.ofFreshServer(), Optional.of(TestServer.ADMIN), 1,
                                    List.of(), Optional.empty()),
                            new Stopper(Map.of(3, mortal::kill)))
                    .run();

            assertThat(outcome.stopped()).hasValue("the server does not answer any more");
            assertThat(outcome.result().isVoid()).isTrue();
            assertThat(outcome.result().statuses()).containsKey("refused");
        }
    }

    @Test
    void whereNobodyListensNothingBegins() {
        assertThatIOException().isThrownBy(() -> new ScenarioRun(
                        scenario("smoke", 1),
                        new RunOptions(
                                URI.create("http://127.0.0.1:1"), Trust.ofSystem(), IDENTITIES, Optional.empty(), 1, List.of(),
                                Optional.empty()),
                        Progress.silent())
                .run());
    }
}
