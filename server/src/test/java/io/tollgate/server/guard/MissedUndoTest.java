package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that could not read the feed when another undid refusals makes up for it.
class MissedUndoTest {
    private static final ClientAddress ADDRESS = ClientAddress.ofKey("192.0.2.1");
    private static final String PERSON = "ann";
    private static final List<WindowRule> ONCE_AN_HOUR =
            List.of(new WindowRule(1, "once", new RateLimit(1, Duration.ofHours(1))));

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanoTime = new AtomicLong(1);
    private final WindowStore windows = InProcessWindowStore.create(1 << 20);
    private final Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()));

    @TempDir
    private Path folder;

    private GuardMemory memory(Database database, ChangeFeed feed) {
        Standings standings = new Standings(
                new JdbcStandingStore(database, feed, clock),
                settings.guard().allow(),
                settings.guard().banDurations(),
                settings.guard().signupFloodBan(),
                InProcessWindowStore.create(1 << 20),
                clock,
                100);
        JdbcGuessLedger ledger = new JdbcGuessLedger(database, new TimeOrderedIds(clock, new SecureRandom()), clock);
        return new GuardMemory(
                standings,
                windows,
                InProcessWindowStore.create(1 << 20),
                new LoginGuard<String>(ledger, settings.guard().login(), clock, 2, 2));
    }

    private boolean isAdmitted(Subject subject) {
        return windows.admit(subject, ONCE_AN_HOUR, 1) instanceof Admission.Admitted;
    }

    @Test
    void emptiesTheWindowsOfWhomOthersForgaveMeanwhile() {
        Subject address = Subject.address(ADDRESS);
        Subject person = Subject.person(PERSON);
        Subject unforgiven = Subject.person("ben");
        try (Database database = Database.open(settings.database(), folder, false);
                ChangeFeed elsewhere = new ChangeFeed(database, clock, System::nanoTime)) {
            ChangeFeed feed = new ChangeFeed(database, clock, nanoTime::get);
            feed.start(List.of(memory(database, feed)));
            // The test says when it is read.
            feed.close();
            assertThat(List.of(isAdmitted(address), isAdmitted(person), isAdmitted(unforgiven))).containsOnly(true);
            Addresses others = new Addresses(database, elsewhere, clock);
            others.unban(ADDRESS);
            others.forgivePerson(PERSON);
            assertThat(List.of(isAdmitted(address), isAdmitted(person), isAdmitted(unforgiven))).containsOnly(false);

            nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
            feed.announce(List.of(Change.personForgiven("carl")));

            assertThat(List.of(isAdmitted(address), isAdmitted(person))).containsOnly(true);
            assertThat(isAdmitted(unforgiven)).isFalse();
        }
    }
}
