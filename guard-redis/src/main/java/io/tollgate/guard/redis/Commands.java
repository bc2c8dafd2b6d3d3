package io.tollgate.guard.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sends a command, waits for its answer until a deadline, counts both, and says in one vocabulary what went wrong. Sends
/// nothing twice.
final class Commands {
    /// What the client says in both of its ways to refuse a command when too many are under way.
    private static final String QUEUE_IS_FULL = "Commands are not accepted until";

    private final Meters meters;
    private final CommandListener listener;

    Commands(Meters meters, CommandListener listener) {
        this.meters = meters;
        this.listener = listener;
    }

    /// @param deadlineNanos when to stop waiting, by [System#nanoTime]
    /// @throws RedisNoScriptException if the server does not know the script
    /// @throws WindowStoreException   if no answer came, or an error
    <T> T run(StatefulConnection<byte[], byte[]> connection, CommandType type, CommandOutput<byte[], byte[], T> output,
            CommandArgs<byte[], byte[]> arguments, long deadlineNanos) {
        return await(type, send(connection, type, output, arguments), deadlineNanos);
    }

    /// Waits for the answer to a command that was sent. Throws as [#run] does.
    <T> T await(CommandType type, AsyncCommand<byte[], byte[], T> command, long deadlineNanos) {
        long start = System.nanoTime();
        try {
            T answer = command.get(Math.max(0, deadlineNanos - start), TimeUnit.NANOSECONDS);
            long nanos = System.nanoTime() - start;
            meters.answered(nanos);
            listener.answered(type.name(), nanos);
            return answer;
        } catch (TimeoutException _) {
            // Its place in the connection's queue stays until the answer comes or the connection ends, so no later command can
            // be given that answer.
            command.cancel();
            throw failed(type, start, Category.TIMEOUT, "no answer to " + type + " within the deadline", null);
        } catch (ExecutionException e) {
            throw translated(type, start, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw failed(type, start, Category.UNREACHABLE, type + " was cancelled", e);
        } catch (InterruptedException e) {
            command.cancel();
            Thread.currentThread().interrupt();
            throw failed(type, start, Category.UNREACHABLE, "interrupted while waiting for the answer to " + type, e);
        }
    }

    /// Sends a command without waiting for it.
    <T> AsyncCommand<byte[], byte[], T> send(StatefulConnection<byte[], byte[]> connection, CommandType type,
            CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> arguments) {
        meters.sent();
        var command = new AsyncCommand<>(new Command<>(type, output, arguments));
        connection.dispatch(command);
        return command;
    }

    private RuntimeException translated(CommandType type, long start, Throwable cause) {
        if (cause instanceof RedisNoScriptException unknown) {
            return unknown;
        }
        if (cause instanceof RedisCommandExecutionException) {
            return failed(type, start, Category.BROKEN, "the answer to " + type + " is an error: " + cause.getMessage(), cause);
        }
        String message = String.valueOf(cause.getMessage());
        return message.contains(QUEUE_IS_FULL)
                ? failed(type, start, Category.OVERLOADED, "too many commands are under way", cause)
                : failed(type, start, Category.UNREACHABLE, "the connection failed: " + message, cause);
    }

    private WindowStoreException failed(CommandType type, long start, Category category, String message,
            @Nullable Throwable cause) {
        meters.failed(category);
        listener.failed(type.name(), System.nanoTime() - start, category);
        return cause == null ? new WindowStoreException(category, message) : new WindowStoreException(category, message, cause);
    }
}
