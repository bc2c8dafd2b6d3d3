package io.tollgate.guard.redis;

import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Occupancy;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/// Windows that several nodes share, in Redis 6.2 or newer or Valkey: a single server, one behind Sentinels, or a Cluster. Each
/// decision is one command, whatever the number of rules, that one script answers; so nothing comes between reading and
/// counting, however many nodes ask at once.
///
/// **When it cannot decide** it throws, at the latest at the deadline: it fails neither open nor closed, and tries nothing
/// twice, because a request without an answer may have been counted. [ResilientWindowStore] decides then.
///
/// **What Redis may lose.** A server that restarts empty, or a failover that loses the last writes, gives subjects up to one
/// limit more. What must be exact does not live here.
///
/// **Memory.** Keys expire with the subject's longest window. From 80 % of `maxmemory` on, addresses without windows share
/// those of their network (/24 or /48) until it is less than 75 %; who is known keeps his own. Set `maxmemory-policy` to
/// `noeviction`: when memory is used up the server then refuses to count, rather than to forget, and the store throws.
///
/// **Time** is the server's, and never runs backwards for a subject.
public final class RedisWindowStore implements WindowStore, AutoCloseable {
    /// Windows are told apart by callers' clocks, but keys expire by the server's. So that a window survives a step back of the
    /// callers' clocks by as much.
    private static final int CALLERS_GRACE_MILLIS = 60_000;
    private static final Duration OCCUPANCY_DEADLINE = Duration.ofSeconds(2);
    private static final Duration CUT_PAUSE = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final InstantSource clock;
    private final Meters meters = new Meters();
    private final Commands commands;
    private final DecisionScript script = new DecisionScript();
    private final RuleFields fields = new RuleFields();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicLong latestMicros = new AtomicLong();
    private final AtomicLong latestCut = new AtomicLong(System.nanoTime() - CUT_PAUSE.toNanos());
    private final Deployment deployment;
    private final Deadlines deadlines;
    private final Checkup checkup;

    /// Connects. If that fails the store is there nevertheless: it throws when asked, and goes on trying.
    ///
    /// @param clock    the caller's time, where that is to count
    /// @param listener hears of every command, those of the check-ups too
    public RedisWindowStore(RedisSettings settings, InstantSource clock, CommandListener listener) {
        this.settings = settings;
        this.clock = clock;
        deployment = Deployment.at(settings);
        commands = new Commands(deployment, meters, listener);
        deadlines = new Deadlines(deployment, settings.deadline());
        checkup = new Checkup(deployment, commands, meters, settings);
    }

    /// With nobody who hears of the commands.
    public RedisWindowStore(RedisSettings settings, InstantSource clock) {
        this(settings, clock, CommandListener.NONE);
    }

    /// With the system's clock.
    public static RedisWindowStore open(RedisSettings settings) {
        return new RedisWindowStore(settings, InstantSource.system());
    }

    /// With the system's clock.
    public static RedisWindowStore open(RedisSettings settings, CommandListener listener) {
        return new RedisWindowStore(settings, InstantSource.system(), listener);
    }

    @Override
    public Admission admit(Subject subject, List<WindowRule> rules, double multiplier) {
        if (!(multiplier >= 0 && multiplier <= MAX_MULTIPLIER)) {
            throw new IllegalArgumentException("a multiplier must be from 0 to " + MAX_MULTIPLIER + ", not " + multiplier);
        }
        if (rules.isEmpty()) {
            return Admission.admitted();
        }
        Question question = question(subject, rules, multiplier);
        Answer answer = ask(question);
        if (answer.isAdmitted()) {
            return Admission.admitted();
        }
        int refusing = answer.rule();
        return new Admission.Refused(rules.get(refusing), question.limits()[refusing], Duration.ofMillis(answer.waitMillis()),
                answer.isShared());
    }

    private Question question(Subject subject, List<WindowRule> rules, double multiplier) {
        List<RuleFields.RuleField> asked = new ArrayList<>(rules.size());
        int[] limits = new int[rules.size()];
        for (int i = 0; i < limits.length; i++) {
            asked.add(fields.of(rules.get(i)));
            limits[i] = rules.get(i).limit().scaled(multiplier);
        }
        boolean serverTime = settings.time() == RedisSettings.TimeSource.SERVER;
        return new Question(questions.getAndIncrement() & Integer.MAX_VALUE, Keys.of(subject), callersMicros(), serverTime,
                checkup.memoryIsShort(), serverTime ? 0 : CALLERS_GRACE_MILLIS, asked, limits);
    }

    private Answer ask(Question question) {
        try {
            Answer answer = script.ask(commands, question, deadline(settings.deadline()));
            if (!answer.answers(question.number(), question.limits().length)) {
                // Answers are a place out of order: no other on these connections can be believed either.
                cutConnections();
                meters.failed(Category.BROKEN);
                throw new WindowStoreException(Category.BROKEN, "the answer is not to the question");
            }
            return answer;
        } catch (WindowStoreException e) {
            if (isReadOnly(e)) {
                cutConnections();
            }
            throw e;
        }
    }

    /// Whether the server became a replica. Who is the master now is found out when connecting. A script's error quotes that of
    /// its command somewhere.
    private static boolean isReadOnly(WindowStoreException e) {
        return e.category() == Category.BROKEN && String.valueOf(e.getMessage()).contains("READONLY");
    }

    private void cutConnections() {
        long latest = latestCut.get();
        long now = System.nanoTime();
        if (now - latest >= CUT_PAUSE.toNanos() && latestCut.compareAndSet(latest, now)) {
            deployment.primaries().forEach(node -> node.connections().forEach(SharedConnection::cut));
        }
    }

    /// Never runs backwards.
    private long callersMicros() {
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return latestMicros.accumulateAndGet(micros, Math::max);
    }

    private static long deadline(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    @Override
    public void forget(Subject subject) {
        List<byte[]> keys = Keys.of(subject);
        var delete = new CommandArguments(Protocol.Command.DEL);
        keys.forEach(delete::add);
        commands.run(keys.getFirst(), 0, delete, deadline(settings.deadline()));
    }

    /// The bytes are those that the servers use for everything. Windows are counted exactly up to about 2,000 keys on each
    /// server and estimated from as many beyond; a window that is over counts until its subject's key expires. Nodes of a
    /// Cluster that are away are left out.
    @Override
    public Occupancy occupancy() {
        long windows = 0;
        long sharedWindows = 0;
        for (RedisNode node : reachable()) {
            var sample = new OccupancySample(commands, node.choose(0), deadline(OCCUPANCY_DEADLINE));
            windows += sample.windows();
            sharedWindows += sample.sharedWindows();
        }
        RedisMemory memory = checkup.memory();
        return new Occupancy(windows, sharedWindows, memory.usedBytes(), memory.maxBytes());
    }

    /// Asks a server for a sign of life.
    ///
    /// @throws WindowStoreException if there is none within the deadline
    public void ping() {
        SharedConnection connection = reachable().getFirst().choose(0);
        commands.run(connection, new CommandArguments(Protocol.Command.PING), deadline(settings.deadline()));
    }

    /// What was sent and answered since the store was opened, checks included.
    public RedisMetrics metrics() {
        return meters.snapshot(openConnections(), checkup.memory());
    }

    private List<RedisNode> reachable() {
        List<RedisNode> reachable = deployment.reachable();
        if (reachable.isEmpty()) {
            throw new WindowStoreException(Category.UNREACHABLE, "there is no connection");
        }
        return reachable;
    }

    private int openConnections() {
        return (int) deployment.primaries().stream()
                .flatMap(node -> node.connections().stream())
                .filter(SharedConnection::isOpen)
                .count();
    }

    /// Closes all connections. Requests under way throw.
    @Override
    public void close() {
        checkup.close();
        deployment.close();
        deadlines.close();
    }
}
