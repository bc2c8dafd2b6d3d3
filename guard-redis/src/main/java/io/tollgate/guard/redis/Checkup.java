package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/// Looks after the servers once in a while, on a thread of its own, so that no request has to: sends a `PING` on each
/// connection, cuts those that owe an answer for too long, finds out which servers there are, and reads how much memory is
/// used. What fails is counted and tried again at the next round.
///
/// A connection owes for long when the server was stopped, when a network acknowledges and delivers nothing, or when an answer
/// was lost. TCP itself sees nothing wrong then; with the `PING`, it shows on an idle connection too.
final class Checkup implements AutoCloseable {
    private static final double SHORT_FROM = 0.8;
    /// Lower, so that strangers are not sent to and fro.
    private static final double SHORT_UNTIL = 0.75;

    private final Deployment deployment;
    private final Commands commands;
    private final Meters meters;
    private final Duration longestDebt;
    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tollgate-redis-checkup").factory());
    private volatile RedisMemory memory = RedisMemory.UNKNOWN;
    private volatile boolean memoryIsShort;

    /// Checks for the first time before it returns.
    Checkup(Deployment deployment, Commands commands, Meters meters, RedisSettings settings) {
        this.deployment = deployment;
        this.commands = commands;
        this.meters = meters;
        this.longestDebt = settings.longestDebt();
        check();
        long interval = settings.checkInterval().toMillis();
        schedule.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }

    /// Whether strangers are to share windows by network.
    boolean memoryIsShort() {
        return memoryIsShort;
    }

    RedisMemory memory() {
        return memory;
    }

    private void check() {
        try {
            // First, because to look for others can take as long as a server that is frozen lets it.
            ping(deployment.reachable().stream()
                    .flatMap(node -> node.connections().stream())
                    .filter(SharedConnection::isOpen)
                    .toList());
            deployment.lookUp();
            readMemory(deployment.reachable());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (WindowStoreException _) {
            // Counted where it happened; requests meet the same and say so. What is known of the memory stays.
        } catch (RuntimeException | Error e) {
            // Memory that is short, or a mistake of ours; thrown, it would end the checks.
            Uncaught.report(e);
        }
    }

    private void ping(List<SharedConnection> connections) {
        List<PendingCommand> pings = new ArrayList<>();
        for (SharedConnection connection : connections) {
            withoutFail(() -> pings.add(commands.send(connection, new CommandArguments(Protocol.Command.PING), deadline())));
        }
        pings.forEach(ping -> withoutFail(() -> commands.await(ping)));
        for (SharedConnection connection : connections) {
            if (connection.owesForNanos() >= longestDebt.toNanos()) {
                meters.stalled();
                connection.cut();
            }
        }
    }

    /// One connection's failure, which was counted, keeps nobody from looking at the next.
    private static void withoutFail(Runnable step) {
        try {
            step.run();
        } catch (WindowStoreException _) {
            // As above.
        }
    }

    private void readMemory(List<RedisNode> nodes) {
        List<RedisMemory> memories = new ArrayList<>();
        for (RedisNode node : nodes) {
            var question = new CommandArguments(Protocol.Command.INFO).add("memory");
            byte[] info = (byte[]) commands.run(node.choose(0), question, deadline());
            memories.add(RedisMemory.ofInfo(new String(info, UTF_8)));
        }
        if (!memories.isEmpty()) {
            memory = RedisMemory.together(memories);
            memoryIsShort = memory.fullest() >= (memoryIsShort ? SHORT_UNTIL : SHORT_FROM);
        }
    }

    private long deadline() {
        return System.nanoTime() + longestDebt.toNanos();
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
