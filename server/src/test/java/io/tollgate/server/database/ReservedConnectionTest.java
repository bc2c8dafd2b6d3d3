package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What tells a node of revocations does not wait for requests.
class ReservedConnectionTest {
    @TempDir
    private Path folder;

    private Database open(Map<String, String> values) {
        Settings settings = Settings.from(SettingsLoader.load(values, Map.of(), Optional.empty()));
        return Database.open(settings.database(), folder, false);
    }

    private static int one(Handle handle) {
        return handle.createQuery("SELECT 1").mapTo(Integer.class).one();
    }

    @Test
    @Timeout(60)
    void isThereWhileRequestsHaveAllOthers() throws InterruptedException {
        Map<String, String> values = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        values.put("database.pool-size", "1");
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Database database = open(values)) {
            Thread request = Thread.startVirtualThread(() -> database.read(handle -> {
                taken.countDown();
                await(end);
                return one(handle);
            }));
            taken.await();

            long began = System.nanoTime();
            assertThat(database.readApart(ReservedConnectionTest::one)).isEqualTo(1);
            // A request would wait for five seconds, in vain.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            assertThat(database.poolUse().active()).isEqualTo(1);
            end.countDown();
            request.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
