package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class MinuteExchangeTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Parameter
    TestDatabase engine;

    private final ManualClock clock = new ManualClock();
    private Settings settings;
    private Database database;

    /// A node on the database, which exchanges when told.
    private final class Node {
        private final History history = new History();
        private final MinuteExchange exchange;
        private final Measured measured;

        private Node(String name) {
            exchange = new MinuteExchange(name, new JdbcMinutes(database), history, clock);
            exchange.restore();
            measured = new Measured(name, clock, history);
        }

        private void answer(int times) {
            for (int i = 0; i < times; i++) {
                measured.meters
                        .requests()
                        .of(Endpoint.get("/x", Access.everyone(), call -> {}))
                        .answered(200, 1_000_000);
            }
            measured.collector.tick();
        }

        private void exchange() {
            measured.collector.publish();
            exchange.run();
        }

        private List<Long> totals() {
            return history.views(Instant.MIN, Instant.MAX).stream()
                    .map(minute -> minute.requests().total())
                    .toList();
        }
    }

    @BeforeEach
    void open() {
        settings = Settings.from(SettingsLoader.load(engine.freshSettings(folder), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long rows() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) AS n FROM metrics_minutes")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void nodesLearnOfEachOther() {
        Node a = new Node("a");
        Node b = new Node("b");
        a.answer(3);
        b.answer(4);
        a.exchange();
        b.exchange();
        a.exchange();

        assertThat(a.totals()).containsExactly(7L);
        assertThat(b.totals()).containsExactly(7L);
        assertThat(a.history.nodes("a", History.minuteOf(clock.instant()), List.of()))
                .extracting(History.NodeView::id)
                .containsExactly("a", "b");
    }

    @Test
    void whatOthersWriteLaterTakesThePlaceOfWhatTheyWroteBefore() {
        Node a = new Node("a");
        Node b = new Node("b");
        b.answer(4);
        b.exchange();
        a.exchange();
        clock.advance(Duration.ofSeconds(10));
        b.answer(1);
        b.exchange();
        a.exchange();

        assertThat(a.totals()).containsExactly(5L);
    }

    @Test
    void restartInTheSameMinuteGoesOnWithIt() {
        Node before = new Node("a");
        before.answer(3);
        before.exchange();

        Node after = new Node("a");
        after.answer(2);
        after.exchange();

        assertThat(after.totals()).containsExactly(5L);
        assertThat(new Node("b").totals()).containsExactly(5L);
    }

    @Test
    void anHourOfManyMinutesIsReadBackAndNoMoreIsStored() {
        Node node = new Node("a");
        for (int i = 0; i < 100; i++) {
            node.answer(i);
            clock.advance(Duration.ofMinutes(1));
            node.exchange();
        }

        assertThat(rows()).isBetween(60L, 72L);
        assertThat(new Node("a").totals()).hasSizeBetween(60, 61);
    }

    @Test
    void minutesAreWrittenLaterWhenTheTableWasAway() {
        Node node = new Node("a");
        rename("metrics_minutes", "away");
        node.answer(3);
        node.exchange();
        clock.advance(Duration.ofMinutes(1));
        node.answer(0);
        node.exchange();

        rename("away", "metrics_minutes");
        clock.advance(Duration.ofMinutes(1));
        node.answer(0);
        node.exchange();

        assertThat(new Node("b").totals()).startsWith(3L, 0L);
    }

    @Test
    void minutesWrittenLateAreLearnedByOthers() {
        Node a = new Node("a");
        Node cutOff = new Node("b");
        for (int i = 0; i < 5; i++) {
            a.answer(1);
            cutOff.answer(10);
            clock.advance(Duration.ofMinutes(1));
            a.answer(0);
            cutOff.answer(0);
            a.exchange();
            rename("metrics_minutes", "away");
            cutOff.exchange();
            rename("away", "metrics_minutes");
        }

        cutOff.exchange();
        a.exchange();

        assertThat(a.totals()).containsExactly(11L, 11L, 11L, 11L, 11L, 0L);
    }

    private void rename(String from, String to) {
        database.writeOnly(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    @Test
    void rowOfAnotherVersionIsLeftOut() {
        new JdbcMinutes(database).save(List.of(
                new History.NodeMinute("old", START, START, new byte[] {1, 2, 3}),
                new History.NodeMinute("empty", START, START, RollupCodec.encode(new Rollup()))));

        assertThat(new Node("a").totals()).containsExactly(0L);
    }
}
