package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.database.Database;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionalLogTest {
    @TempDir
    private Path folder;

    /// Callers that come while another writes share the next commit.
    @Test
    void linesAreOfWhatIsStoredNotOfWhatAnotherWriterOfTheCommitTookBack() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (EventFixture events = new EventFixture(TestDatabase.SQLITE, folder);
                LogText lines = LogText.capture()) {
            Database database = events.database();
            TransactionalLog log = new TransactionalLog(true, events.ids()::next, List.of());
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                CountDownLatch writing = new CountDownLatch(1);
                writers.execute(() -> database.writeOnly(_ -> {
                    writing.countDown();
                    await(goOn);
                }));
                await(writing);
                writers.submit(() -> database.writeOnly(handle -> {
                    record(log, handle, events, "taken back");
                    throw new IllegalStateException("the test's own");
                }));
                writers.submit(() -> database.writeOnly(handle -> record(log, handle, events, "stored")));
                Eventually.within(Duration.ofSeconds(5), "both wait", () -> database.poolUse().waiting() == 2);
                goOn.countDown();
            }

            assertThat(events.all()).singleElement()
                    .satisfies(event -> assertThat(event.details()).containsEntry("stage", "stored"));
            assertThat(lines.text()).contains("stage=stored").doesNotContain("taken back");
        } finally {
            goOn.countDown();
        }
    }

    private static void record(TransactionalLog log, Handle handle, EventFixture events, String stage) {
        log.record(handle, events.event(EventType.SYS_CERTIFICATE_EXPIRES).with("stage", stage));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
