package io.tollgate.guard.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Looks after the servers once in a while, on a thread of its own, so that no request has to: makes connections that are
/// missing, sends a `PING` on each (which is also what makes [StallWatch] look at a connection that is idle), and reads how
/// much memory is used. What fails is counted and tried again at the next round.
final class Checkup implements AutoCloseable {
    private static final double SHORT_FROM = 0.8;
    /// Lower, so that strangers are not sent to and fro.
    private static final double SHORT_UNTIL = 0.75;

    private final RedisConnections connections;
    private final Commands commands;
    private final Duration patience;
    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tollgate-redis-checkup").factory());
    private volatile RedisMemory memory = RedisMemory.UNKNOWN;
    private volatile boolean memoryIsShort;

    Checkup(RedisConnections connections, Commands commands, RedisSettings settings) {
        this.connections = connections;
        this.commands = commands;
        this.patience = settings.longestDebt();
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
            connections.openMissing();
            List<StatefulConnection<byte[], byte[]>> all = connections.all();
            for (var connection : all) {
                connections.primaries(connection).forEach(this::ping);
            }
            readMemory(connections.primaries(all.getFirst()));
        } catch (RedisException | WindowStoreException _) {
            // Counted where it happened; requests meet the same and say so. What is known of the memory stays.
        } catch (RuntimeException e) {
            // A mistake of ours, to be seen; thrown, it would end the checks.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private void ping(StatefulConnection<byte[], byte[]> connection) {
        ask(connection, CommandType.PING, new CommandArgs<>(ByteArrayCodec.INSTANCE));
    }

    private void readMemory(List<StatefulConnection<byte[], byte[]>> primaries) {
        List<RedisMemory> nodes = new ArrayList<>();
        for (var primary : primaries) {
            var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("memory");
            nodes.add(RedisMemory.ofInfo(ask(primary, CommandType.INFO, arguments)));
        }
        memory = RedisMemory.together(nodes);
        memoryIsShort = memory.fullest() >= (memoryIsShort ? SHORT_UNTIL : SHORT_FROM);
    }

    private String ask(StatefulConnection<byte[], byte[]> connection, CommandType type, CommandArgs<byte[], byte[]> arguments) {
        long deadline = System.nanoTime() + patience.toNanos();
        return commands.run(connection, type, new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments, deadline);
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
