package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.People;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guard knows outlasts the server, however it ends.
class RestartTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();

    private GuardedServer start() {
        return GuardedServer.start(clock, Map.of(), folder);
    }

    @Test
    void bansScoresAndGuessesSurviveIt() {
        String banned = freshAddress();
        String scored = freshAddress();
        String guessing = freshAddress();
        Person victim;
        try (GuardedServer server = start()) {
            victim = server.person();
            server.ban(banned);
            Together.run(60, _ -> server.from(scored).get(ANONYMOUS));
            assertThat(server.score(scored)).hasValue(25);
            for (int i = 0; i < 4; i++) {
                server.from(guessing).logIn(victim.email(), "wrong password " + i);
            }
        }
        try (GuardedServer server = start()) {
            assertThat(server.from(banned).get(ANONYMOUS).code()).isEqualTo("ip_banned");
            assertThat(served(server, scored)).isEqualTo(24);
            long before = server.passwordHashes();
            for (int i = 0; i < 10; i++) {
                server.from(guessing).logIn(victim.email(), "another wrong password " + i);
            }
            assertThat(server.passwordHashes() - before).isEqualTo(1);
            assertThat(server.from(guessing).get(ANONYMOUS).code()).isEqualTo("ip_banned");
        }
    }

    /// How many anonymous requests an address gets before it is refused: half of a neutral one's when it is suspicious.
    private static long served(GuardedServer server, String address) {
        return Together.run(60, _ -> server.from(address).get(ANONYMOUS)).stream()
                .filter(answer -> answer.status() == 200)
                .count();
    }

    @Test
    void killedInAFloodOfGuessesItNeverAdmitsMoreThanTheBudgetInAll() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, String> settings = Map.of("guard.layers", "all", "trusted-proxies", "127.0.0.0/8");
        String email = People.freshEmail();
        String banned = freshAddress();
        AtomicInteger checked = new AtomicInteger();
        try (ChildServer server = ChildServer.start(folder, List.of("-Xmx128m"), settings)) {
            assertThat(server.client().with("X-Forwarded-For", freshAddress()).signUp(email).status()).isEqualTo(201);
            for (int i = 0; i < 5; i++) {
                server.client().with("X-Forwarded-For", banned).logIn("nobody@example.org", "wrong" + i);
            }
            List<Thread> flood = flood(server, email, checked);
            int killAfter = random.nextInt(1, 12);
            Eventually.within(Duration.ofSeconds(60), "guesses were answered", () -> checked.get() >= killAfter);
            server.kill();
            flood.forEach(RestartTest::join);
        }
        try (ChildServer server = ChildServer.start(folder, List.of("-Xmx128m"), settings)) {
            assertThat(server.client().with("X-Forwarded-For", banned).get(ANONYMOUS).code()).isEqualTo("ip_banned");
            flood(server, email, checked).forEach(RestartTest::join);
            assertThat(checked).as("seed %d", seed).hasValueLessThanOrEqualTo(20);
            assertThat(server.client().with("X-Forwarded-For", freshAddress()).logIn(email, PASSWORD).status())
                    .isEqualTo(429);
        }
    }

    /// Forty addresses guess at one account; counts the guesses that were answered as wrong.
    private static List<Thread> flood(ChildServer server, String email, AtomicInteger checked) {
        return IntStream.range(0, 40)
                .mapToObj(_ -> freshAddress())
                .map(address -> Thread.ofVirtual().start(() -> {
                    try {
                        Answer answer = server.client()
                                .with("X-Forwarded-For", address)
                                .logIn(email, "wrong password from " + address);
                        if (answer.status() == 401) {
                            checked.incrementAndGet();
                        }
                    } catch (RuntimeException e) {
                        // The server was killed.
                    }
                }))
                .toList();
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
