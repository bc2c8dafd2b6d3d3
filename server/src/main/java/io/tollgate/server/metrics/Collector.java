package io.tollgate.server.metrics;

import io.tollgate.server.metrics.History.NodeMinute;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Takes a second's records out of the meters, once a second: for the live view, the rules and the running minute.
/// Ticking is for one thread; the rest is for any.
final class Collector {
    private static final int SECONDS_PER_PART_OF_STATEMENTS = 600;

    private final String node;
    private final Meters meters;
    private final SystemProbe probe;
    private final LongSupplier passwordHashes;
    private final History history;
    private final PerformanceRules alerts;
    private final ScalingAdvice scaling;
    private final InstantSource clock;
    private final SlidingMinute sliding = new SlidingMinute();
    private final RecentLatency recentLatency = new RecentLatency();
    private Rollup running;
    private Instant minute;
    private SystemReading reading;
    private long ticks;

    Collector(
            String node,
            Meters meters,
            SystemProbe probe,
            LongSupplier passwordHashes,
            History history,
            PerformanceRules alerts,
            ScalingAdvice scaling,
            InstantSource clock) {
        this.node = node;
        this.meters = meters;
        this.probe = probe;
        this.passwordHashes = passwordHashes;
        this.history = history;
        this.alerts = alerts;
        this.scaling = scaling;
        this.clock = clock;
        begin(History.minuteOf(clock.instant()));
        this.reading = probe.read();
    }

    /// Goes on with what this node has already counted in that minute, before it was started again or its clock set back.
    private void begin(Instant next) {
        minute = next;
        running = new Rollup();
        history.rollup(node, minute).ifPresent(running::add);
    }

    /// What happened since the last tick counts for the minute in which that was.
    synchronized LiveSample tick() {
        Instant now = clock.instant();
        SystemReading before = reading;
        reading = probe.read();
        Tally second = new Tally();
        meters.drain(running, second, passwordHashes.getAsLong());
        running.add(SystemTotals.of(reading));
        sliding.add(second, reading);
        recentLatency.add(second.latency());
        if (sliding.isSliceFull()) {
            RecentMinute recent = sliding.turn(reading);
            alerts.look(recent, now);
            scaling.look(recent, now);
        }
        long peers = DistinctAddresses.estimate(running.peers());
        if (!History.minuteOf(now).equals(minute)) {
            publish(now);
            begin(History.minuteOf(now));
            history.forgetBefore(minute.minus(History.SPAN));
        }
        if (++ticks % SECONDS_PER_PART_OF_STATEMENTS == 0) {
            meters.statements().turn();
        }
        return LiveSample.of(now, second, recentLatency.view(), reading, before, peers, alerts.active());
    }

    /// Puts the running minute into the history as it is now.
    ///
    /// @return that minute
    synchronized Instant publish() {
        publish(clock.instant());
        return minute;
    }

    private void publish(Instant now) {
        history.put(new NodeMinute(node, minute, now, RollupCodec.encode(running)));
    }

    /// As of the last second.
    synchronized SystemReading reading() {
        return reading;
    }
}
