package io.tollgate.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeFeedTest {
    private final AtomicLong nanoTime = new AtomicLong(Duration.ofHours(1).toNanos());
    private final Recorder listener = new Recorder();

    @TempDir
    private Path folder;

    private Database database;
    private ChangeFeed feed;

    private static final class Recorder implements ChangeListener {
        private final List<String> heard = new ArrayList<>();
        private List<String> heardBeforeReload = List.of();
        private int reloads;
        private boolean failsOnce;

        @Override
        public void reload() {
            reloads++;
            heardBeforeReload = List.copyOf(heard);
            if (failsOnce) {
                failsOnce = false;
                throw new IllegalStateException("the test's own");
            }
        }

        @Override
        public void apply(List<Change> changes) {
            changes.forEach(change -> heard.add(change.detail().orElse(change.subject())));
        }
    }

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        feed = new ChangeFeed(database, new ManualClock(), nanoTime::get);
        feed.start(List.of(listener));
        // The tests say when it is read.
        feed.close();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private List<Change> commit(String role) {
        List<Change> changes = List.of(Change.roleChanged("person", role));
        database.writeOnly(handle -> feed.append(handle, changes));
        return changes;
    }

    @Test
    void isFreshForFiveSecondsAfterReading() {
        nanoTime.addAndGet(ChangeFeed.STALE_AFTER.toNanos() - 1);
        assertThat(feed.isFresh()).isTrue();

        nanoTime.addAndGet(1);
        assertThat(feed.isFresh()).isFalse();
    }

    @Test
    void startsOverAfterTooLong() {
        int before = listener.reloads;
        nanoTime.addAndGet(ChangeFeed.STALE_AFTER.toNanos());

        feed.poll();

        assertThat(listener.reloads).isEqualTo(before + 1);
        assertThat(feed.isFresh()).isTrue();
    }

    /// A failover to a replica that was behind forgets the newest changes and gives their numbers to others.
    @Test
    void startsOverWhenWhatItReadLastIsGone() {
        commit("admin");
        feed.poll();
        int before = listener.reloads;
        database.writeOnly(handle -> handle.execute("UPDATE change_feed SET subject = 'somebody else'"));

        feed.poll();
        feed.poll();

        assertThat(listener.reloads).isEqualTo(before + 1);
    }

    @Test
    void startsOverWhenAllThatItReadIsGone() {
        commit("admin");
        feed.poll();
        int before = listener.reloads;
        database.writeOnly(handle -> handle.execute("DELETE FROM change_feed"));

        feed.poll();
        commit("user");
        feed.poll();

        assertThat(listener.reloads).isEqualTo(before + 1);
        assertThat(listener.heard).containsExactly("admin", "user");
    }

    private void forgive(String person) {
        database.writeOnly(handle -> feed.append(handle, List.of(Change.personForgiven(person))));
    }

    @Test
    void whoStartsOverHearsFirstOfWhatNoTableTells() {
        forgive("ann");
        feed.poll();
        for (int i = 0; i < 600; i++) {
            commit("role" + i);
        }
        forgive("ben");
        nanoTime.addAndGet(ChangeFeed.STALE_AFTER.toNanos());

        feed.poll();
        feed.poll();

        assertThat(listener.heardBeforeReload).containsExactly("ann", "ben");
        assertThat(listener.heard).containsExactly("ann", "ben");
    }

    @Test
    void whoBeginsHearsNothingOfWhatWasBefore() {
        forgive("ann");
        ChangeFeed begun = new ChangeFeed(database, new ManualClock(), nanoTime::get);

        begun.start(List.of(listener));
        begun.close();

        assertThat(listener.heard).isEmpty();
    }

    /// As after a failover, when it cannot be told which of the changes that are left have been heard.
    @Test
    void whoNoLongerFindsWhatHeReadLastHearsOfAllThatNoTableTells() {
        commit("admin");
        commit("user");
        feed.poll();
        database.writeOnly(handle -> {
            handle.execute("DELETE FROM change_feed");
            handle.execute(
                    "INSERT INTO change_feed (seq, kind, subject, created_at) VALUES (1, 'person_forgiven', 'ann', 0)");
        });

        feed.poll();

        assertThat(listener.heardBeforeReload).containsExactly("admin", "user", "ann");
    }

    @Test
    void startsOverThoughAListenerFailsAtWhatWasMissed() {
        ChangeFeed failing = new ChangeFeed(database, new ManualClock(), nanoTime::get);
        failing.start(List.of(new ChangeListener() {
            @Override
            public void reload() {}

            @Override
            public void apply(List<Change> changes) {
                throw new IllegalStateException("the test's own");
            }
        }));
        failing.close();
        forgive("ann");
        nanoTime.addAndGet(ChangeFeed.STALE_AFTER.toNanos());

        failing.poll();

        assertThat(failing.isFresh()).isTrue();
    }

    /// Of a listener that fails quickly, so that the node is never stale.
    @Test
    void reloadThatFailedIsBegunAgain() {
        commit("admin");
        feed.poll();
        int before = listener.reloads;
        database.writeOnly(handle -> handle.execute("UPDATE change_feed SET subject = 'somebody else'"));
        listener.failsOnce = true;

        assertThat(catchThrowable(feed::poll)).hasMessage("the test's own");
        feed.poll();
        feed.poll();

        assertThat(listener.reloads).isEqualTo(before + 2);
    }

    @Test
    void staysStaleWhileTheDatabaseFails() {
        database.close();
        nanoTime.addAndGet(ChangeFeed.STALE_AFTER.toNanos());

        assertThat(catchThrowable(feed::poll)).isNotNull();

        assertThat(feed.isFresh()).isFalse();
    }

    @Test
    void tellsChangesInTheOrderOfTheirCommits() {
        for (int i = 0; i < 1_200; i++) {
            commit("role" + i);
        }

        feed.poll();

        assertThat(listener.heard).hasSize(1_200).startsWith("role0", "role1").endsWith("role1199");
    }

    @Test
    void announcedChangeIsHeardAtOnce() {
        feed.announce(commit("admin"));

        assertThat(listener.heard).containsExactly("admin");
    }

    @Test
    void lateAnnouncementDoesNotUndoLaterChange() {
        List<Change> earlier = commit("admin");
        commit("user");
        feed.poll();

        feed.announce(earlier);

        assertThat(listener.heard).endsWith("user");
    }

    @Test
    void announcementTakesEffectWithoutTheDatabase() {
        List<Change> changes = commit("user");
        database.close();

        feed.announce(changes);

        assertThat(listener.heard).containsExactly("user");
    }

    @Test
    void announcementOfWhatIsCommittedSucceedsThoughAListenerCannotRead() {
        ChangeListener reader = new ChangeListener() {
            @Override
            public void reload() {}

            @Override
            public void apply(List<Change> changes) {
                database.ping();
            }
        };
        ChangeFeed both = new ChangeFeed(database, new ManualClock(), nanoTime::get);
        both.start(List.of(reader, listener));
        both.close();
        List<Change> changes = commit("user");
        database.close();

        both.announce(changes);

        assertThat(listener.heard).containsExactly("user");
    }

    @Test
    void errorOfAListenerStopsNothing() {
        AtomicBoolean fails = new AtomicBoolean(true);
        List<Change> heard = new CopyOnWriteArrayList<>();
        ChangeListener failing = new ChangeListener() {
            @Override
            public void reload() {}

            @Override
            public void apply(List<Change> changes) {
                if (fails.getAndSet(false)) {
                    throw new NoClassDefFoundError("the test's own");
                }
                heard.addAll(changes);
            }
        };
        try (ChangeFeed running = new ChangeFeed(database, new ManualClock(), nanoTime::get)) {
            running.start(List.of(failing));
            List<Change> changes = commit("admin");

            Eventually.within(Duration.ofSeconds(10), "it is heard", () -> heard.equals(changes));
        }
    }

    @Test
    void unknownKindsAreSkipped() {
        database.writeOnly(handle -> handle.execute(
                "INSERT INTO change_feed (kind, subject, created_at) VALUES ('of_the_future', 'x', 0)"));
        commit("admin");

        feed.poll();

        assertThat(listener.heard).containsExactly("admin");
    }
}
