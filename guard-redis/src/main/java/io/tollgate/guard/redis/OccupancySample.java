package io.tollgate.guard.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/// Counts the windows on one server: all of them if it has few keys, else by a sample. The order in which SCAN yields keys is
/// that of a seeded hash, so the first thousands are as good a sample as any. A window that is over counts until its
/// subject's key expires.
final class OccupancySample {
    private static final int KEYS = 2_048;
    private static final int KEYS_AT_ONCE = 256;

    private static final byte[] END = {'0'};

    private final Commands commands;
    private final SharedConnection server;
    private final long deadlineNanos;
    private long scanned;
    private long windows;
    private long sharedWindows;
    private double scale = 1;

    /// @throws io.tollgate.guard.window.WindowStoreException if the server does not answer in time
    OccupancySample(Commands commands, SharedConnection server, long deadlineNanos) {
        this.commands = commands;
        this.server = server;
        this.deadlineNanos = deadlineNanos;
        byte[] cursor = END;
        do {
            var found = (List<?>) run(command(Protocol.Command.SCAN).add(cursor).add("COUNT").add(KEYS_AT_ONCE));
            cursor = (byte[]) found.getFirst();
            count(((List<?>) found.getLast()).stream().map(byte[].class::cast).toList());
        } while (!isEnd(cursor) && scanned < KEYS);
        if (!isEnd(cursor)) {
            scale = (double) (Long) run(command(Protocol.Command.DBSIZE)) / scanned;
        }
    }

    private static boolean isEnd(byte[] cursor) {
        return Arrays.equals(cursor, END);
    }

    long windows() {
        return Math.round(windows * scale);
    }

    long sharedWindows() {
        return Math.round(sharedWindows * scale);
    }

    private void count(List<byte[]> keys) {
        scanned += keys.size();
        List<byte[]> ours = keys.stream().filter(Keys::isOurs).toList();
        List<PendingCommand> lengths = new ArrayList<>();
        for (byte[] key : ours) {
            lengths.add(commands.send(server, command(Protocol.Command.HLEN).add(key), deadlineNanos));
        }
        for (int i = 0; i < ours.size(); i++) {
            // A field of each is no window; a key that expired meanwhile has none.
            long fields = Math.max(0, (Long) commands.await(lengths.get(i)) - 1);
            windows += fields;
            sharedWindows += Keys.isShared(ours.get(i)) ? fields : 0;
        }
    }

    private Object run(CommandArguments command) {
        return commands.run(server, command, deadlineNanos);
    }

    private static CommandArguments command(Protocol.Command name) {
        return new CommandArguments(name);
    }
}
