package io.tollgate.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.TransactionalLog;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.node.Node.State;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class NodeRegistryTest {
    private static final Duration MINUTE = NodeRegistry.LOST_AFTER;

    @Parameter
    private TestDatabase engine;

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<SecurityEvent> events = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final TransactionalLog log = new TransactionalLog(
            true,
            new TimeOrderedIds(clock, new SecureRandom())::next,
            List.of((_, stored) -> stored.forEach(row -> tell(row.first()))));
    private Database database;
    private boolean dies;

    private void tell(SecurityEvent event) {
        if (dies) {
            throw new IllegalStateException("dies before its transaction is committed");
        }
        events.add(event);
    }

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(engine.freshSettings(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private NodeRegistry node(String id) {
        return node(id, true);
    }

    private NodeRegistry node(String id, boolean sharedWindows) {
        NodeRegistry node =
                new NodeRegistry(id, sharedWindows, database, log, lost -> gone.add(lost.id()), clock);
        node.beat();
        return node;
    }

    /// Beats of these, and of nobody else, for so long.
    private void live(Duration time, NodeRegistry... nodes) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) <= 0; passed = passed.plus(NodeRegistry.BEAT)) {
            clock.advance(NodeRegistry.BEAT);
            for (NodeRegistry node : nodes) {
                node.beat();
            }
        }
    }

    private List<EventType> told() {
        return events.stream().map(SecurityEvent::type).toList();
    }

    private static State stateOf(NodeRegistry seenBy, String id) {
        return seenBy.nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow().state();
    }

    @Test
    void nodesSeeEachOther() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE.multipliedBy(2), a, b);

        assertThat(a.nodes()).extracting(Node::id).containsExactly("a", "b");
        assertThat(a.nodes()).allMatch(Node::isUp);
        assertThat(events).isEmpty();
        assertThat(a.trouble()).isEmpty();
    }

    @Test
    void oneThatVanishesIsMissedOnceAndShownWithItsLastSignOfLife() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        NodeRegistry c = node("c");
        live(MINUTE, a, b, c);
        String lastSeen = clock.instant().toString();

        live(MINUTE.multipliedBy(3), a, b);

        assertThat(told()).containsExactly(EventType.SYS_NODE_LOST);
        assertThat(events.getFirst().details()).containsEntry("node", "c").containsEntry("lastSeen", lastSeen);
        assertThat(gone).containsExactly("c");
        assertThat(stateOf(a, "c")).isEqualTo(State.LOST);
        assertThat(stateOf(b, "c")).isEqualTo(State.LOST);
        assertThat(b.trouble()).contains("node c was last seen at " + lastSeen);
        // One step: whoever listens anew afterwards does not look at what was told already.
        clock.advance(NodeRegistry.TROUBLES_FOR);
        live(MINUTE, a, b);
        assertThat(b.trouble()).isEmpty();
        assertThat(stateOf(a, "c")).isEqualTo(State.LOST);
        assertThat(told()).hasSize(1);
    }

    @Test
    void whoDiesAsHeMissesAnotherLeavesItToTheNext() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        NodeRegistry c = node("c");
        live(MINUTE, a, b, c);
        live(MINUTE.minus(NodeRegistry.BEAT), a, b);
        clock.advance(NodeRegistry.BEAT);
        dies = true;
        assertThatIllegalStateException().isThrownBy(a::beat);
        assertThat(events).isEmpty();
        dies = false;

        live(MINUTE.dividedBy(2), b);

        assertThat(told()).containsExactly(EventType.SYS_NODE_LOST);
        assertThat(gone).containsExactly("c");
        assertThat(storedEvents()).isEqualTo(1);
    }

    private int storedEvents() {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM security_events")
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void oneThatComesBackSaysSo() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE, a, b);
        live(MINUTE.multipliedBy(2), a);

        live(MINUTE, a, b);

        assertThat(told()).containsExactly(EventType.SYS_NODE_LOST, EventType.SYS_NODE_RECOVERED);
        assertThat(stateOf(a, "b")).isEqualTo(State.UP);
        assertThat(a.trouble()).isEmpty();
    }

    @Test
    void oneThatStopsIsNotMissed() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE, a, b);
        b.close();

        live(MINUTE.multipliedBy(2), a);

        assertThat(events).isEmpty();
        assertThat(stateOf(a, "b")).isEqualTo(State.STOPPED);
    }

    @Test
    void signOfLifeUnderWayDoesNotComeAfterTheWordThatItStops() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        NodeRegistry node = new NodeRegistry("a", true, database, log, lost -> gone.add(lost.id()), () -> {
            if (slow.getAndSet(false)) {
                asked.countDown();
                await(told);
            }
            return clock.instant();
        });
        node.beat();
        slow.set(true);
        Thread beating = Thread.ofPlatform().start(node::beat);
        asked.await();
        Thread closing = Thread.ofPlatform().start(node::close);
        Eventually.within(Duration.ofSeconds(10), "it waits, or is done", () ->
                closing.getState() == Thread.State.TIMED_WAITING || closing.getState() == Thread.State.TERMINATED);

        told.countDown();
        beating.join();
        closing.join();

        assertThat(stateOf(node("b"), "a")).isEqualTo(State.STOPPED);
    }

    @Test
    void beatThatFailsForWantOfMemoryIsNotTheLast() {
        AtomicBoolean fails = new AtomicBoolean();
        try (NodeRegistry node = new NodeRegistry("a", true, database, log, lost -> gone.add(lost.id()), () -> {
            if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("on purpose");
            }
            return clock.instant();
        })) {
            fails.set(true);

            assertThatCode(node::start).doesNotThrowAnyException();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneThatIsReplacedInTimeIsNotMissed() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE.dividedBy(2), a, b);
        live(MINUTE.dividedBy(3), a);

        live(MINUTE, a, node("b"));

        assertThat(events).isEmpty();
    }

    @Test
    void whoWasAwayHimselfMissesNobody() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE, a, b);
        // As when the database was away from both.
        clock.advance(MINUTE.multipliedBy(10));

        live(MINUTE.dividedBy(2), a, b);

        assertThat(events).isEmpty();
        assertThat(stateOf(a, "b")).isEqualTo(State.UP);
    }

    @Test
    void whoIsLeftAloneAfterAnOutageIsToldOfTheOther() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        live(MINUTE, a, b);
        clock.advance(MINUTE.multipliedBy(10));

        live(MINUTE.multipliedBy(2), a);

        assertThat(told()).containsExactly(EventType.SYS_NODE_LOST);
    }

    @Test
    void databaseThatIsAwayIsNoReasonToMissAnybody() {
        NodeRegistry a = node("a");
        node("b");
        database.writeOnly(handle -> handle.execute("ALTER TABLE nodes RENAME TO away"));
        clock.advance(MINUTE.multipliedBy(2));

        assertThatExceptionOfType(DatabaseException.class).isThrownBy(a::beat);

        assertThat(events).isEmpty();
    }

    @Test
    void nodesThatDoNotShareTheirWindowsAreToldOfOnceAndAsLongAsItIsSo() {
        NodeRegistry a = node("a", false);
        live(MINUTE, a);
        assertThat(a.trouble()).isEmpty();
        NodeRegistry b = node("b", false);

        live(MINUTE, a, b);

        assertThat(told()).containsExactly(EventType.SYS_LIMITS_PER_NODE);
        assertThat(a.trouble().orElseThrow()).contains("for each node alone").contains("redis.url");
        assertThat(b.trouble()).isEqualTo(a.trouble());
        b.close();
        live(MINUTE, a);
        assertThat(a.trouble()).isEmpty();
    }

    @Test
    void nodesOfYesterdayAreForgotten() {
        NodeRegistry a = node("a");
        NodeRegistry b = node("b");
        b.close();
        clock.advance(NodeRegistry.KEPT.plusSeconds(1));
        a.beat();

        a.cleanUp();
        a.beat();

        assertThat(a.nodes()).extracting(Node::id).containsExactly("a");
    }
}
