package io.tollgate.server.node;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.TransactionalLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// Gives this node's sign of life every ten seconds and misses those of others. Of several nodes that miss one, one says so.
/// Thread-safe.
public final class NodeRegistry implements AutoCloseable {
    public static final Duration LOST_AFTER = Duration.ofSeconds(60);
    static final Duration BEAT = Duration.ofSeconds(10);
    static final Duration KEPT = Duration.ofDays(1);
    /// A node that nobody has brought back by then was not to come back.
    static final Duration TROUBLES_FOR = Duration.ofHours(1);

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(NodeRegistry.class.getName());
    /// A pause between beats that says that something was wrong with this node or the database.
    private static final Duration GAP = BEAT.multipliedBy(3);

    private final String id;
    private final boolean sharedWindows;
    private final Database database;
    private final TransactionalLog events;
    private final Consumer<Node> gone;
    private final InstantSource clock;
    private final Instant startedAt;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("nodes").factory());

    private final ReentrantLock beating = new ReentrantLock();
    // The next four are of whoever holds the lock.
    private boolean stopped;
    private Instant listeningSince;
    private Instant latest;
    private boolean apart;
    private volatile List<Node> known = List.of();

    /// @param id            name of this node
    /// @param sharedWindows whether limits are counted together with other nodes
    /// @param gone          hears of nodes that were lost, once over all nodes; may take its time
    public NodeRegistry(
            String id,
            boolean sharedWindows,
            Database database,
            TransactionalLog events,
            Consumer<Node> gone,
            InstantSource clock) {
        this.id = id;
        this.sharedWindows = sharedWindows;
        this.database = database;
        this.events = events;
        this.gone = gone;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.listeningSince = startedAt;
        this.latest = startedAt;
    }

    public void start() {
        beatSafely();
        beats.scheduleWithFixedDelay(this::beatSafely, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Every node of the last day, as far as this one knows, by id.
    public List<Node> nodes() {
        return at(clock.instant(), known);
    }

    private List<Node> at(Instant now, List<Node> nodes) {
        return nodes.stream().map(node -> node.id().equals(id) ? node : node.at(now)).toList();
    }

    private static List<Node> up(List<Node> nodes) {
        return nodes.stream().filter(Node::isUp).toList();
    }

    /// What an administrator should know: nodes that are missing, and limits that hold per node only.
    public Optional<String> trouble() {
        List<Node> nodes = nodes();
        Optional<String> lost = nodes.stream()
                .filter(node -> node.state() == Node.State.LOST && node.lastSeen().plus(TROUBLES_FOR).isAfter(clock.instant()))
                .max(Comparator.comparing(Node::lastSeen))
                .map(node -> "node " + node.id() + " was last seen at " + node.lastSeen());
        return lost.or(() -> areApart(up(nodes))
                ? Optional.of("limits hold for each node alone, not over all, as long as a node has no redis.url")
                : Optional.empty());
    }

    private static boolean areApart(List<Node> up) {
        return up.size() > 1 && !up.stream().allMatch(Node::sharedWindows);
    }

    private void beatSafely() {
        try {
            beat();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "this node cannot give its sign of life; tried again");
        } catch (RuntimeException | Error e) {
            // Also want of memory: without another beat the others would miss this node.
            LOG.log(Level.ERROR, "nodes cannot be told apart", e);
        }
    }

    private record Seen(List<Node> all, List<Node> lost, boolean apart) {}

    /// Gives a sign of life and looks for those of others. What there is to say is said in the same transaction: a node that
    /// dies here has either said that another is lost, or leaves it to be missed by the next.
    void beat() {
        beating.lock();
        try {
            if (!stopped) {
                giveSign();
            }
        } finally {
            beating.unlock();
        }
    }

    private void giveSign() {
        Instant now = clock.instant();
        boolean wasApart = apart;
        Seen seen = database.write(handle -> {
            List<Node> before = NodeStore.all(handle);
            NodeStore.seen(handle, self(now, Node.State.UP));
            List<Node> silent = mayMiss(now)
                    ? before.stream().filter(node -> node.isUp() && node.at(now).state() == Node.State.LOST).toList()
                    : List.of();
            List<Node> lost = silent.stream()
                    .filter(node -> !node.id().equals(id) && NodeStore.lost(handle, node))
                    .toList();
            lost.forEach(node -> record(handle, EventType.SYS_NODE_LOST,
                    Map.of("node", node.id(), "lastSeen", node.lastSeen().toString())));
            if (before.stream().anyMatch(node -> node.id().equals(id) && node.state() == Node.State.LOST)) {
                record(handle, EventType.SYS_NODE_RECOVERED, Map.of("node", id));
            }
            List<Node> all = NodeStore.all(handle);
            List<Node> up = up(at(now, all));
            boolean isApart = areApart(up);
            if (isApart && !wasApart && isLatest(up)) {
                record(handle, EventType.SYS_LIMITS_PER_NODE, Map.of("nodes", String.valueOf(up.size())));
            }
            return new Seen(all, lost, isApart);
        });
        listeningSince = isGap(now) ? now : listeningSince;
        latest = now;
        known = seen.all();
        apart = seen.apart();
        seen.lost().forEach(this::tellLost);
        if (apart && !wasApart) {
            LOG.log(Level.WARNING, "limits hold for each node alone, not over all: without redis.url nodes cannot count together");
        }
    }

    private Node self(Instant now, Node.State state) {
        return new Node(id, startedAt, now, state, sharedWindows);
    }

    /// Whether this node, and the database, were there for as long as others may be silent.
    private boolean mayMiss(Instant now) {
        return !isGap(now) && !listeningSince.plus(LOST_AFTER).isAfter(now);
    }

    private boolean isGap(Instant now) {
        return latest.plus(GAP).isBefore(now);
    }

    private void tellLost(Node node) {
        LOG.log(Level.WARNING, "node {0} was last seen at {1}", node.id(), node.lastSeen());
        gone.accept(node);
    }

    /// Of several nodes that see the same trouble, this one has it recorded.
    private boolean isLatest(List<Node> up) {
        Comparator<Node> byStart = Comparator.comparing(Node::startedAt).thenComparing(Node::id);
        return up.stream().max(byStart).orElseThrow().id().equals(id);
    }

    private void record(Handle handle, EventType type, Map<String, String> details) {
        SecurityEvent event = SecurityEvent.of(type, clock.instant());
        for (Map.Entry<String, String> detail : details.entrySet()) {
            event = event.with(detail.getKey(), detail.getValue());
        }
        events.record(handle, event);
    }

    /// Forgets those not heard of for a day; to be called now and then.
    public void cleanUp() {
        NodeStore.OLD.run(database, Map.of("before", clock.millis() - KEPT.toMillis()));
    }

    /// Says that this node stops, so that nobody misses it.
    @Override
    public void close() {
        beats.shutdownNow();
        endBeats();
        try {
            database.writeOnly(handle -> NodeStore.seen(handle, self(clock.instant(), Node.State.STOPPED)));
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "this node could not say that it stops; others will miss it");
        }
    }

    /// No sign of life may come after the word that there will be none. A beat that takes longer than others may be made to wait is
    /// left behind: its sign is missed then.
    private void endBeats() {
        try {
            if (beating.tryLock(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                stopped = true;
                beating.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
