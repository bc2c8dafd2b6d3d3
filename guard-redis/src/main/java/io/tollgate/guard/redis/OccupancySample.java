package io.tollgate.guard.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Counts the windows on one server: all of them if it has few keys, else by a sample. The order in which SCAN yields keys is
/// that of a seeded hash, so the first thousands are as good a sample as any. A window that is over counts until its
/// subject's key expires.
final class OccupancySample {
    private static final int KEYS = 2_048;
    private static final int KEYS_AT_ONCE = 256;

    private final Commands commands;
    private final StatefulConnection<byte[], byte[]> server;
    private final long deadlineNanos;
    private long scanned;
    private long windows;
    private long sharedWindows;
    private double scale = 1;

    /// @throws io.tollgate.guard.window.WindowStoreException if the server does not answer in time
    OccupancySample(Commands commands, StatefulConnection<byte[], byte[]> server, long deadlineNanos) {
        this.commands = commands;
        this.server = server;
        this.deadlineNanos = deadlineNanos;
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> found = scan(cursor);
            count(found.getKeys());
            cursor = found;
        } while (!cursor.isFinished() && scanned < KEYS);
        if (!cursor.isFinished()) {
            long keys = commands.run(server, CommandType.DBSIZE, new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments(),
                    deadlineNanos);
            scale = (double) keys / scanned;
        }
    }

    long windows() {
        return Math.round(windows * scale);
    }

    long sharedWindows() {
        return Math.round(sharedWindows * scale);
    }

    private KeyScanCursor<byte[]> scan(ScanCursor cursor) {
        return commands.run(server, CommandType.SCAN, new KeyScanOutput<>(ByteArrayCodec.INSTANCE),
                arguments().add(cursor.getCursor().getBytes(StandardCharsets.US_ASCII)).add("COUNT").add(KEYS_AT_ONCE),
                deadlineNanos);
    }

    private void count(List<byte[]> keys) {
        scanned += keys.size();
        List<byte[]> ours = keys.stream().filter(Keys::isOurs).toList();
        List<AsyncCommand<byte[], byte[], Long>> lengths = new ArrayList<>();
        for (byte[] key : ours) {
            lengths.add(commands.send(server, CommandType.HLEN, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                    arguments().addKey(key)));
        }
        for (int i = 0; i < ours.size(); i++) {
            // A field of each is no window; a key that expired meanwhile has none.
            long fields = Math.max(0, commands.await(CommandType.HLEN, lengths.get(i), deadlineNanos) - 1);
            windows += fields;
            sharedWindows += Keys.isShared(ours.get(i)) ? fields : 0;
        }
    }

    private static CommandArgs<byte[], byte[]> arguments() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }
}
