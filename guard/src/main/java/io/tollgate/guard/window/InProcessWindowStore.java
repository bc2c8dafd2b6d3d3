package io.tollgate.guard.window;

import java.security.SecureRandom;
import java.util.List;

/// Windows in the memory of this process, within a fixed bound. The choice for a single node, and what decides while a store
/// that several nodes share is away.
///
/// **Restart.** It starts empty: after a restart every subject has its whole limits again. What must outlast a restart (bans,
/// the guess budget of the login guard) does not live here.
///
/// **Memory.** It begins small (200 KB of 64 MB) and grows with the number of subjects, up to the bound: half of it for windows
/// with few admitted requests (64 bytes for one subject and rule), a quarter for what those take that have more, a quarter
/// in reserve. A window keeps its place until all it counts is over. So under a flood of addresses, however large:
///
/// 1. While there are places, each new subject gets windows of its own.
/// 2. Then new addresses share the windows of their network, the /24 or /48, which lie in the reserve; a new person or session
///    gets windows of its own there. Subjects that are known go on with their own, unaffected.
/// 3. When the reserve is used up too, requests of new addresses are [Admission.Full]: the store fails closed, towards
///    strangers only. Places become free as windows end.
///
/// A quarter of all places, at 1 and at 2, is for people and sessions, so it takes a flood of valid tokens, not of
/// addresses, to turn away somebody who is signed in. A subject that returns from 2 to 1 takes along what its network's window
/// counted, so nobody wins a fresh limit by the change. Windows that cannot grow count in coarser slices. At no point is more
/// than the limit admitted.
///
/// **Cost.** A decision allocates nothing if it admits. It takes about 0.2 microseconds over three windows that the
/// processor's caches hold, and else mainly what reading memory takes: three slots, and three blocks of those subjects that
/// have been admitted more than three times lately. Subjects are spread over up to 64 locks, each held for that long; [#forget]
/// and [#occupancy] hold one for the time it takes to read a 64th of the store.
public final class InProcessWindowStore implements WindowStore {
    /// The smallest memory bound: 64 KB.
    public static final long MIN_BYTES = 64 * 1024;

    private static final int MAX_STRIPES = 64;
    private static final long STRIPE_BYTES = 128 * 1024;

    private final long maxBytes;
    private final NanoClock clock;
    private final long start;
    private final KnownRules knownRules = new KnownRules();
    private final Stripes stripes;
    private final SharedWindows shared;

    /// @param maxBytes the most memory to take, at least [#MIN_BYTES]; while a stripe's table doubles, the former one is
    ///                 not gone yet
    /// @param seed     decides where windows are kept; unpredictable where strangers choose the subjects
    public InProcessWindowStore(long maxBytes, NanoClock clock, long seed) {
        if (maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("a store of windows needs at least " + MIN_BYTES + " bytes, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.start = clock.nanos();
        int count = Math.clamp(Long.highestOneBit(maxBytes / STRIPE_BYTES), 1, MAX_STRIPES);
        Stripes networks = Stripes.compact(count, maxBytes / 4, Mixer.mix(~seed));
        this.shared = new SharedWindows(networks);
        this.stripes = Stripes.growing(count, maxBytes / 2, maxBytes - networks.maxBytes(), Mixer.mix(seed));
    }

    /// With the JVM's clock and a random seed.
    public static InProcessWindowStore create(long maxBytes) {
        return new InProcessWindowStore(maxBytes, NanoClock.system(), new SecureRandom().nextLong());
    }

    @Override
    public Admission admit(Subject subject, List<WindowRule> rules, double multiplier) {
        if (!(multiplier >= 0 && multiplier <= MAX_MULTIPLIER)) {
            throw new IllegalArgumentException("a multiplier must be from 0 to " + MAX_MULTIPLIER + ", not " + multiplier);
        }
        knownRules.check(rules);
        Stripe own = stripes.of(subject);
        synchronized (own) {
            own.advance(clock.nanos() - start);
            boolean known = own.find(subject, rules);
            if (!known && shared.mayCount(own.now())) {
                return shared.admit(own, subject, rules, multiplier);
            }
            Admission admission = own.decide(rules, multiplier);
            if (!(admission instanceof Admission.Admitted)) {
                return admission;
            }
            if (!known && !own.makeMissing(subject, rules)) {
                return shared.admit(own, subject, rules, multiplier);
            }
            own.record(rules);
            return admission;
        }
    }

    @Override
    public void forget(Subject subject) {
        Stripe own = stripes.of(subject);
        synchronized (own) {
            own.forget(subject);
            shared.forget(subject);
        }
    }

    @Override
    public Occupancy occupancy() {
        long nanos = clock.nanos() - start;
        return new Occupancy(stripes.count(nanos), shared.count(nanos), stripes.bytes() + shared.bytes(), maxBytes);
    }
}
