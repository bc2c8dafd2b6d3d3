package io.tollgate.guard.redis;

import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Occupancy;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A shared store of windows, and one in this process that decides while the shared one cannot. Never throws
/// [WindowStoreException].
///
/// **Which way it fails: closed by degrees.** A request that the shared store does not decide is decided by the local one,
/// under each limit divided by the number of nodes, so that all nodes together admit about what the shared store would. Spread
/// unevenly, they admit less.
///
/// **The bound.** The two stores do not know of each other's windows, so in a period that holds (part of) an outage a subject
/// can be admitted up to one limit by each: at most one extra limit. That is for all outages of a period together, because
/// the local windows are kept in between. Two things can add to it: a limit smaller than the number of nodes counts as one on
/// each node; and if the shared store loses its windows, as one that restarts empty does, that is one limit more.
///
/// **When it changes over.** At once for a single request that failed, which may then be counted in both stores: stricter. For
/// all requests when half of the last 32 failed or were slow. From then on no request waits for the shared store; probes
/// ask it, each a decision like any other that writes, for several subjects so that each node of a Cluster is likely to be
/// asked. When as many rounds in a row as wanted succeeded, it decides again.
public final class ResilientWindowStore implements WindowStore, AutoCloseable {
    /// How to tell that the shared store is away, and back.
    ///
    /// @param nodes         how many nodes share the limits, from 1
    /// @param slowCall      a decision that takes longer counts as failed, though it stands
    /// @param probeInterval how long after a probe the next one is sent
    /// @param probesToClose how many rounds of probes in a row must succeed, from 1
    public record Settings(int nodes, Duration slowCall, Duration probeInterval, int probesToClose) {
        public Settings {
            if (nodes < 1 || probesToClose < 1) {
                throw new IllegalArgumentException("nodes and probesToClose must be at least 1, not " + nodes + " and "
                        + probesToClose);
            }
            if (!slowCall.isPositive() || !probeInterval.isPositive()) {
                throw new IllegalArgumentException("slowCall and probeInterval must be positive, not " + slowCall + " and "
                        + probeInterval);
            }
        }

        /// With half of the deadline for a slow call, probes every half second, and two rounds to trust the store again.
        ///
        /// @param deadline of one call
        public static Settings of(int nodes, Duration deadline) {
            return new Settings(nodes, deadline.dividedBy(2), Duration.ofMillis(500), 2);
        }
    }

    private static final int MAX_PENDING = 1_000;

    private final WindowStore shared;
    private final WindowStore local;
    private final Settings settings;
    private final OutageListener listener;
    private final Breaker breaker = new Breaker();
    private final Probe probe;
    /// Subjects to be forgotten when the shared store is back.
    private final Set<Subject> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isForgetting = new AtomicBoolean();
    /// A request that fails after [#close] finds it closed and goes on.
    private final ScheduledExecutorService prober = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("tollgate-store-probe").factory(), new ThreadPoolExecutor.DiscardPolicy());

    /// @param shared what decides if it can; not closed by this store
    /// @param local  what decides else, such as an [io.tollgate.guard.window.InProcessWindowStore], for this purpose alone
    public ResilientWindowStore(WindowStore shared, WindowStore local, Settings settings, OutageListener listener) {
        this.shared = shared;
        this.local = local;
        this.settings = settings;
        this.listener = listener;
        this.probe = new Probe(shared, settings.slowCall());
    }

    /// Whether the shared store is given up at this moment.
    public boolean isOutage() {
        return breaker.isOpen();
    }

    @Override
    public Admission admit(Subject subject, List<WindowRule> rules, double multiplier) {
        Admission admission = breaker.isOpen() ? null : askShared(subject, rules, multiplier);
        return admission != null ? admission : local.admit(subject, rules, multiplier / settings.nodes());
    }

    private @Nullable Admission askShared(Subject subject, List<WindowRule> rules, double multiplier) {
        long start = System.nanoTime();
        try {
            Admission admission = shared.admit(subject, rules, multiplier);
            if (System.nanoTime() - start > settings.slowCall().toNanos()) {
                failed(Category.TIMEOUT);
            } else {
                breaker.succeeded();
            }
            return admission;
        } catch (WindowStoreException e) {
            failed(e.category());
            return null;
        }
    }

    private void failed(Category cause) {
        if (breaker.failed()) {
            prober.execute(() -> watchOutage(cause));
        }
    }

    /// Runs on the prober's thread.
    private void watchOutage(Category cause) {
        var outage = new Outage(System.nanoTime());
        prober.schedule(outage, settings.probeInterval().toNanos(), TimeUnit.NANOSECONDS);
        withoutFail(() -> listener.outageBegan(cause));
    }

    /// Reports what is thrown: the executor would keep it to itself, and with it the outage would never end.
    private static void withoutFail(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            Uncaught.report(e);
        }
    }

    /// One outage, watched on the prober's thread.
    private final class Outage implements Runnable {
        private final long start;
        private int successes;

        Outage(long start) {
            this.start = start;
        }

        @Override
        public void run() {
            int before = successes;
            successes = 0;
            withoutFail(() -> successes = probe.succeeds() && forgetPending() ? before + 1 : 0);
            if (successes < settings.probesToClose()) {
                prober.schedule(this, settings.probeInterval().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                breaker.close();
                withoutFail(() -> listener.outageEnded(Duration.ofNanos(System.nanoTime() - start)));
            }
        }
    }

    /// If the shared store cannot be reached, the subject is forgotten there when it can; of more than a thousand such subjects
    /// at once the rest must wait for their windows to end.
    @Override
    public void forget(Subject subject) {
        local.forget(subject);
        try {
            if (!breaker.isOpen()) {
                shared.forget(subject);
                return;
            }
        } catch (WindowStoreException e) {
            failed(e.category());
        }
        if (pending.size() < MAX_PENDING) {
            pending.add(subject);
            forgetSoon();
        }
    }

    /// A call can fail without an outage, whose end would see to it.
    private void forgetSoon() {
        if (!pending.isEmpty() && isForgetting.compareAndSet(false, true)) {
            prober.schedule(this::forgetAgain, settings.probeInterval().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void forgetAgain() {
        withoutFail(this::forgetPending);
        isForgetting.set(false);
        forgetSoon();
    }

    private boolean forgetPending() {
        try {
            for (Subject subject : pending) {
                shared.forget(subject);
                pending.remove(subject);
            }
            return true;
        } catch (WindowStoreException _) {
            return false;
        }
    }

    /// That of the store which decides at this moment.
    @Override
    public Occupancy occupancy() {
        try {
            return breaker.isOpen() ? local.occupancy() : shared.occupancy();
        } catch (WindowStoreException _) {
            return local.occupancy();
        }
    }

    /// Ends the probes. The stores are their owner's to close.
    @Override
    public void close() {
        prober.shutdownNow();
    }
}
