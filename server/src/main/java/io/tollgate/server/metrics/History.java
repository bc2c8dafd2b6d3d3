package io.tollgate.server.metrics;

import io.tollgate.server.node.Node;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The minutes of the last hour, of all nodes, encoded: a few KB for each minute and node. Percentiles are computed from
/// the merged histograms, never from each other's. Thread-safe.
final class History {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final int MINUTES = 60;
    static final Duration SPAN = Duration.ofMinutes(MINUTES);
    private static final System.Logger LOG = System.getLogger(History.class.getName());

    private final NavigableMap<Instant, Minute> minutes = new TreeMap<>();

    /// What a node did in a minute.
    ///
    /// @param lastSeen when the node wrote it
    record NodeMinute(String node, Instant minute, Instant lastSeen, byte[] rollup) {

        NodeMinute writtenAt(Instant now) {
            return new NodeMinute(node, minute, now, rollup);
        }
    }

    /// A node and the last that is known of it.
    ///
    /// @param state `up`, `stopped` or `lost`
    record NodeView(
            String id,
            boolean self,
            String state,
            Instant lastSeen,
            long uptime,
            long memory,
            long rss,
            double cpu,
            long activeConnections) {

        private NodeView in(Node.State now) {
            return new NodeView(id, self, now.text(), lastSeen, uptime, memory, rss, cpu, activeConnections);
        }

        private static NodeView lost(Node node) {
            return new NodeView(node.id(), false, node.state().text(), node.lastSeen(), 0, 0, 0, 0, 0);
        }
    }

    private static final class Minute {
        private final Map<String, NodeMinute> nodes = new TreeMap<>();
        private Optional<MinuteView> view = Optional.empty();
    }

    static Instant minuteOf(Instant instant) {
        long seconds = MINUTE.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
    }

    /// Takes the place of what was known of that node and minute.
    synchronized void put(NodeMinute nodeMinute) {
        Minute minute = minutes.computeIfAbsent(nodeMinute.minute(), _ -> new Minute());
        minute.nodes.put(nodeMinute.node(), nodeMinute);
        minute.view = Optional.empty();
    }

    /// As [#put], unless that is known already.
    synchronized void learn(NodeMinute nodeMinute) {
        Minute minute = minutes.get(nodeMinute.minute());
        NodeMinute known = minute == null ? null : minute.nodes.get(nodeMinute.node());
        if (known == null || nodeMinute.lastSeen().isAfter(known.lastSeen())) {
            put(nodeMinute);
        }
    }

    synchronized void forgetBefore(Instant minute) {
        minutes.headMap(minute, false).clear();
    }

    /// The minutes from `from` on and before `to`, oldest first.
    synchronized List<MinuteView> views(Instant from, Instant to) {
        List<MinuteView> views = new ArrayList<>();
        minutes.subMap(from, true, to, false).forEach((timestamp, minute) -> views.add(view(timestamp, minute)));
        return views;
    }

    private static MinuteView view(Instant timestamp, Minute minute) {
        MinuteView view = minute.view.orElseGet(() -> MinuteView.of(timestamp, decoded(minute.nodes.values())));
        minute.view = Optional.of(view);
        return view;
    }

    /// What happened from one minute to another, both included, all nodes together.
    Rollup total(Instant first, Instant last) {
        Rollup all = new Rollup();
        for (NodeMinute minute : nodeMinutes(first, last)) {
            decode(minute).ifPresent(all::add);
        }
        return all;
    }

    /// How many nodes did something from one minute to another, both included.
    long nodeCount(Instant first, Instant last) {
        return nodeMinutes(first, last).stream().map(NodeMinute::node).distinct().count();
    }

    /// There may be later minutes, from before the clock was set back.
    private synchronized List<NodeMinute> nodeMinutes(Instant first, Instant last) {
        return minutes.subMap(first, true, last, true).values().stream()
                .flatMap(minute -> minute.nodes.values().stream())
                .toList();
    }

    /// What a node wrote at that time or later.
    synchronized List<NodeMinute> writtenSince(String node, Instant lastSeen) {
        return minutes.values().stream()
                .map(minute -> minute.nodes.get(node))
                .filter(minute -> minute != null && !minute.lastSeen().isBefore(lastSeen))
                .toList();
    }

    /// What a node did in a minute, as far as it is known.
    synchronized Optional<Rollup> rollup(String node, Instant minute) {
        return Optional.ofNullable(minutes.get(minute))
                .map(m -> m.nodes.get(node))
                .flatMap(History::decode);
    }

    /// Every node of the last hour, by id, each with its latest minute; and those that are missed, for longer.
    ///
    /// @param running    the minute that runs
    /// @param registered what is known of nodes otherwise
    List<NodeView> nodes(String self, Instant running, Collection<Node> registered) {
        Map<String, NodeMinute> latest = new HashMap<>();
        nodeMinutes(Instant.MIN, running).forEach(minute -> latest.put(minute.node(), minute));
        Map<String, NodeView> views = new TreeMap<>();
        latest.forEach((id, minute) -> views.put(id, view(minute, self)));
        for (Node node : registered) {
            NodeView view = views.get(node.id());
            if (view != null) {
                views.put(node.id(), view.in(node.state()));
            } else if (node.state() == Node.State.LOST) {
                views.put(node.id(), NodeView.lost(node));
            }
        }
        return List.copyOf(views.values());
    }

    private static NodeView view(NodeMinute minute, String self) {
        Figures.SystemFigures system =
                Figures.SystemFigures.of(decode(minute).orElseGet(Rollup::new).system());
        return new NodeView(
                minute.node(),
                minute.node().equals(self),
                Node.State.UP.text(),
                minute.lastSeen(),
                system.uptime(),
                system.memory(),
                system.rss(),
                system.cpu(),
                system.activeConnections());
    }

    private static List<Rollup> decoded(Collection<NodeMinute> nodes) {
        return nodes.stream().map(History::decode).flatMap(Optional::stream).toList();
    }

    /// Empty for what a node of another version wrote.
    private static Optional<Rollup> decode(NodeMinute minute) {
        try {
            return Optional.of(RollupCodec.decode(minute.rollup()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the metrics of node {0} at {1} cannot be read: {2}", minute.node(), minute.minute(),
                    e.getMessage());
            return Optional.empty();
        }
    }
}
