package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Standing;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a node pays to hear of what others did, as when an attack comes from many addresses.
class StandingNewsTest {

    @Test
    void ofManyAddressesAreReadWithOneStatement() {
        Map<String, String> given = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        given.put(ExecutedStatements.SETTING, "true");
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        try (ExecutedStatements executed = ExecutedStatements.listen();
                GuardedServer server = GuardedServer.start(given);
                Database database = Database.open(settings.database(), server.dataDir(), false);
                ChangeFeed feed = new ChangeFeed(database, server.clock(), System::nanoTime)) {
            Instant now = server.clock().instant();
            Map<ClientAddress, UnaryOperator<Standing>> bans = new HashMap<>();
            IntStream.range(0, 20).forEach(_ -> bans.put(
                    ClientAddress.ofKey(freshAddress()), standing -> standing.bannedByHand("a test", Optional.empty(), now)));

            new JdbcStandingStore(database, feed, server.clock()).updateAll(bans);

            Eventually.within(Duration.ofSeconds(5), "all are banned", () -> bans.keySet().stream()
                    .allMatch(address -> server.from(address.key()).get("/.well-known/jwks.json").status() == 403));
            assertThat(executed.all())
                    .filteredOn(statement -> statement.methods().contains(GuardMemory.class.getName() + ".apply"))
                    .hasSize(1);
        }
    }
}
