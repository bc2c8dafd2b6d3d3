package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.geo.Countries;
import io.tollgate.server.geo.Travel;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.session.RefreshRules;
import io.tollgate.server.session.SessionModule;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node of which requests have every connection still hears what others do: what it reads because of the news has the
/// connection of the news.
@Timeout(60)
class SaturatedNodeTest {
    private static final ClientAddress ADDRESS = ClientAddress.ofKey("192.0.2.1");
    /// However long, for who waits for a connection that requests have waits in vain.
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanoTime = new AtomicLong(1);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private Settings settings;
    private Database others;
    private Database database;
    private ChangeFeed feed;
    private Standings standings;
    private SessionModule sessions;
    private Thread request;

    @BeforeEach
    void start() throws InterruptedException {
        Map<String, String> values = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        values.put("database.pool-size", "1");
        settings = Settings.from(SettingsLoader.load(values, Map.of(), Optional.empty()));
        others = Database.open(settings.database(), folder, false);
        database = Database.open(settings.database(), folder, false);
        feed = new ChangeFeed(database, clock, nanoTime::get);
        sessions = sessionsOf(database, feed);
        sessions.rotateKeys();
        feed.start(List.of(sessions.keys(), sessions.revocations(), guardMemory()));
        request = Thread.startVirtualThread(this::takeTheConnection);
        taken.await();
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.countDown();
        request.join();
        feed.close();
        database.close();
        others.close();
    }

    private SessionModule sessionsOf(Database ofNode, ChangeFeed itsFeed) {
        SecureRandom random = new SecureRandom();
        return new SessionModule(
                settings.tokens(),
                RefreshRules.of(settings.guard(), new Travel(Countries.of(settings.geo(), folder))),
                ofNode,
                itsFeed,
                new KeyWrapping(Optional.empty(), random),
                new TimeOrderedIds(clock, random),
                clock,
                random);
    }

    private GuardMemory guardMemory() {
        WindowStore windows = InProcessWindowStore.create(1 << 20);
        standings = new Standings(
                new JdbcStandingStore(database, feed, clock),
                settings.guard().allow(),
                settings.guard().banDurations(),
                settings.guard().signupFloodBan(),
                windows,
                clock,
                100);
        JdbcGuessLedger ledger = new JdbcGuessLedger(database, new TimeOrderedIds(clock, new SecureRandom()), clock);
        return new GuardMemory(
                standings, windows, windows, new LoginGuard<String>(ledger, settings.guard().login(), clock, 2, 2));
    }

    private void takeTheConnection() {
        database.read(handle -> {
            taken.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
    }

    @Test
    void hearsOfABan() {
        banElsewhere();

        Eventually.within(SOON, "it is banned here", () -> standings.banOf(ADDRESS).isPresent());
    }

    @Test
    void hearsOfAKey() {
        clock.advance(settings.tokens().keyRotation());
        try (ChangeFeed elsewhere = new ChangeFeed(others, clock, System::nanoTime)) {
            sessionsOf(others, elsewhere).rotateKeys();
        }

        Eventually.within(SOON, "both keys are known", () -> keys() == 2);
    }

    private int keys() {
        return ((List<?>) sessions.keys().publicKeys().get("keys")).size();
    }

    @Test
    void startsOverWhenItWasAway() {
        nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
        banElsewhere();

        Eventually.within(SOON, "it is fresh again", feed::isFresh);
        assertThat(standings.banOf(ADDRESS)).isPresent();
    }

    private void banElsewhere() {
        try (ChangeFeed elsewhere = new ChangeFeed(others, clock, System::nanoTime)) {
            new Addresses(others, elsewhere, clock).ban(ADDRESS, "a test", Optional.empty());
        }
    }
}
