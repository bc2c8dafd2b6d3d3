package io.tollgate.server.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node stops in the middle of a transaction, as by the pause of its machine or the loss of it, and holds what all others
/// must have.
class FrozenNodeTest {
    /// For a lock it is 5 s, and what a busy machine adds.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(9);
    /// Its transaction is ended after 10 s.
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch thawed = new CountDownLatch(1);

    private int freezeWithTheLockOfTheFeed(Database node, Handle handle) {
        node.lock(handle, DatabaseLock.CHANGE_FEED);
        frozen.countDown();
        try {
            thawed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return one(handle);
    }

    private static int one(Handle handle) {
        return handle.createQuery("SELECT 1").mapTo(Integer.class).one();
    }

    @Test
    @Timeout(120)
    void withTheLockOfTheFeedDoesNotKeepOthersFromEndingSessions() throws InterruptedException {
        Map<String, String> given = TestDatabase.POSTGRESQL.freshSettings();
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        try (TestServer server = TestServer.start(new ManualClock(), given);
                Database node = Database.open(settings.database(), folder, false);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ApiClient person = server.client().signedUp(People.freshEmail());
            Future<Integer> cut = threads.submit(() -> node.write(handle -> freezeWithTheLockOfTheFeed(node, handle)));
            try {
                frozen.await();
                assertThatLogoutIsPutOff(person);
                Eventually.within(LONGEST_STOP, "the session ends", () -> person.post("/api/auth/logout").status() == 204);
                assertThat(person.get("/api/auth/me").status()).isEqualTo(401);
            } finally {
                thawed.countDown();
            }

            // Whoever is back finds that he has done nothing, and goes on.
            assertThat(catchThrowable(cut::get)).hasCauseInstanceOf(DatabaseException.class);
            assertThat(node.write(FrozenNodeTest::one)).isEqualTo(1);
        }
    }

    private static void assertThatLogoutIsPutOff(ApiClient person) {
        long began = System.nanoTime();
        Answer answer = person.post("/api/auth/logout");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST_ANSWER);
    }
}
