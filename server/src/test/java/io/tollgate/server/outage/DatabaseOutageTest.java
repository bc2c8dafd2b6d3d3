package io.tollgate.server.outage;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RestartablePostgres;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL ends in the middle of requests: nobody is let in unchecked, nothing acknowledged is lost, and the server
/// goes on by itself when it is back.
class DatabaseOutageTest {
    private static final int USERS = 3;
    /// Waiting for a connection, which is 5 s, and what a busy machine adds.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final AtomicInteger addresses = new AtomicInteger();
    /// Files by the person who was told that they are kept.
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Traffic traffic = new Traffic();

    private ApiClient someone(TestServer server) {
        int number = addresses.incrementAndGet();
        return server.client().with("X-Forwarded-For", "10." + number / 62_500 + "." + number / 250 % 250 + "." + (1 + number % 250));
    }

    /// One person signs up and keeps two files, as far as he gets.
    private void live(TestServer server) {
        String email = People.freshEmail();
        ApiClient client = someone(server);
        Answer signUp = traffic.note(() -> client.signUp(email));
        if (signUp.status() != 201) {
            return;
        }
        acknowledged.put(email, 0);
        ApiClient person = client.as(signUp.at("/accessToken"));
        for (int i = 0; i < 2; i++) {
            String name = "file" + i;
            if (traffic.note(() -> person.upload(name, name.getBytes())).status() == 201) {
                acknowledged.merge(email, 1, Integer::sum);
            }
        }
    }

    @Test
    void restartInTheMiddleOfRequestsLosesNothingThatWasAcknowledged() {
        endsInTheMiddleOfRequests(RestartablePostgres::stop);
    }

    @Test
    @Tag("long")
    void killInTheMiddleOfRequestsLosesNothingThatWasAcknowledged() {
        endsInTheMiddleOfRequests(RestartablePostgres::kill);
    }

    private void endsInTheMiddleOfRequests(Consumer<RestartablePostgres> end) {
        ManualClock clock = new ManualClock();
        try (RestartablePostgres postgres = new RestartablePostgres(folder.resolve("postgres"));
                TestServer server = TestServer.start(clock, settings(postgres))) {
            String email = People.freshEmail();
            ApiClient person = someone(server).signedUp(email);
            traffic.during(USERS, () -> live(server), () -> {
                Eventually.within(PATIENCE, "people live", () -> acknowledged.size() >= 2 * USERS);
                traffic.begin();
                end.accept(postgres);
                assertThatNobodyIsLetIn(server, person, email);
                postgres.start();
                long started = System.nanoTime();
                int before = acknowledged.size();
                Eventually.within(RECOVERY, "people live again", () -> acknowledged.size() > before);
                Eventually.within(RECOVERY, "the node is ready", () -> server.client().get("/readyz").status() == 200);
                traffic.report("PostgreSQL", Duration.ofNanos(System.nanoTime() - started));
            });

            assertThat(traffic.outcomes()).allSatisfy(outcome -> {
                assertThat(outcome.status()).isIn(201, 503);
                assertThat(outcome.saysWhen()).isEqualTo(outcome.status() == 503);
                assertThat(outcome.took()).isLessThan(LONGEST_ANSWER);
            });
            assertThat(traffic.count(503)).isPositive();
            acknowledged.forEach((kept, files) -> assertKept(server, kept, files));
        }
    }

    private static Map<String, String> settings(RestartablePostgres postgres) {
        Map<String, String> settings = new HashMap<>(postgres.settings());
        settings.putAll(Map.of("guard.layers", "all", "trusted-proxies", "127.0.0.0/8"));
        return settings;
    }

    private void assertThatNobodyIsLetIn(TestServer server, ApiClient person, String email) {
        // At once, for each waits for a connection in vain.
        List<Supplier<Answer>> requests = List.of(
                () -> someone(server).logIn(email, PASSWORD),
                () -> someone(server).logIn(email, "a wrong password"),
                () -> server.client().get("/readyz"));
        List<Answer> answers = Together.run(requests.size(), i -> requests.get(i).get());
        assertThat(answers).extracting(Answer::status).containsOnly(503);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.header("Retry-After")).isNotEmpty());
        assertThat(answers.getFirst().code()).isEqualTo("unavailable");
        assertThat(server.client().get("/livez").status()).isEqualTo(200);
        Eventually.within(PATIENCE, "what a token may do is not known", () -> person.get("/api/auth/me").status() == 503);
    }

    private void assertKept(TestServer server, String email, int files) {
        Answer login = someone(server).logIn(email, PASSWORD);
        assertThat(login.status()).as(email).isEqualTo(200);
        ApiClient person = someone(server).as(login.at("/accessToken"));
        // The node may still refuse who is signed in, for as long as it has not read of revocations again.
        Eventually.within(RECOVERY, "files are listed", () -> person.get("/api/files").status() == 200);
        assertThat(person.get("/api/files").json().get("files").size()).as(email).isGreaterThanOrEqualTo(files);
    }
}
