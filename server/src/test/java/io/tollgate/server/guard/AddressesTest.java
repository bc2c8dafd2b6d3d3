package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.window.Subject;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.Addresses.Remainder;
import io.tollgate.server.guard.decision.Decision;
import io.tollgate.server.guard.decision.Decision.Verdict;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {
    private static final ClientAddress ADDRESS = ClientAddress.parse("203.0.113.7").orElseThrow();

    private static final Duration PERIOD = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private Database database;
    private ChangeFeed feed;
    private Addresses addresses;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        feed = new ChangeFeed(database, clock, System::nanoTime);
        feed.start(List.of());
        addresses = new Addresses(database, feed, clock);
    }

    @AfterEach
    void close() {
        feed.close();
        database.close();
    }

    private boolean isBanned() {
        return addresses.find(ADDRESS).banAt(clock.instant()).isPresent();
    }

    private Decision ban() {
        return refusal(Verdict.BANNED, Optional.empty());
    }

    private Decision limit() {
        return refusal(Verdict.LIMITED, Optional.of(new Decision.Counter(20, PERIOD)));
    }

    private Decision refusal(Verdict verdict, Optional<Decision.Counter> counter) {
        return new Decision(
                verdict, "files", Subject.address(ADDRESS).key(), ADDRESS, counter, clock.instant(), Optional.empty());
    }

    /// A moderator's undo must not lift what a colleague does at the same time.
    @Test
    void undoLeavesABanThatAPersonMadeSince() {
        Decision decided = limit();
        clock.advance(Duration.ofSeconds(1));
        addresses.ban(ADDRESS, "abuse", Optional.empty());

        assertThat(addresses.undo(decided)).isFalse();

        assertThat(isBanned()).isTrue();
    }

    /// What a person bans keeps its score, in the middle.
    @Test
    void bannedAddressIsTheWorstWhateverItsScore() {
        ClientAddress bad = ClientAddress.parse("203.0.113.8").orElseThrow();
        ClientAddress good = ClientAddress.parse("203.0.113.9").orElseThrow();
        addresses.setScore(bad, 45);
        addresses.setScore(good, 49);
        addresses.ban(ADDRESS, "abuse", Optional.empty());

        assertThat(addresses.list(true, 2)).extracting(Addresses.Entry::address).containsExactly(ADDRESS, bad);
        assertThat(addresses.list(false, 9)).extracting(Addresses.Entry::address).containsExactly(good, bad);
    }

    @Test
    void undoLiftsABanOfBefore() {
        addresses.ban(ADDRESS, "abuse", Optional.empty());
        clock.advance(Duration.ofSeconds(1));

        assertThat(addresses.undo(ban())).isTrue();

        assertThat(isBanned()).isFalse();
    }

    @Test
    void nothingIsLeftOfABanOnceItIsUndone() {
        addresses.ban(ADDRESS, "abuse", Optional.empty());
        clock.advance(Duration.ofSeconds(1));
        Decision refusal = ban();
        addresses.undo(refusal);

        assertThat(addresses.undo(refusal)).isFalse();

        assertThat(addresses.remainderOf(refusal)).isEqualTo(Remainder.NOTHING);
    }

    @Test
    void limitCanBeUndoneWhileItsPeriodLasts() {
        Decision refusal = limit();
        clock.advance(PERIOD.minusMillis(1));

        assertThat(addresses.undo(refusal)).isTrue();
        assertThat(addresses.undo(refusal)).isTrue();

        clock.advance(Duration.ofMillis(1));
        assertThat(addresses.undo(refusal)).isFalse();
    }

    @Test
    void whatALimitLeftBehindCanBeUndoneAfterItsPeriod() {
        Decision refusal = limit();
        addresses.setScore(ADDRESS, 40);
        clock.advance(PERIOD);

        assertThat(addresses.undo(refusal)).isTrue();

        assertThat(addresses.find(ADDRESS).scoreAt(clock.instant())).isEqualTo(50);
    }
}
