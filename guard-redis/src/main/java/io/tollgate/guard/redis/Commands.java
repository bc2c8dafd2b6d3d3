package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// Sends a command, waits for its answer until a deadline, counts both, and says in one vocabulary what went wrong. Sends
/// nothing twice, except to the node that a Cluster redirects to: who redirects has done nothing.
final class Commands {
    private static final int MAX_REDIRECTIONS = 3;
    private static final CommandArguments ASKING = new CommandArguments(Protocol.Command.ASKING);

    private final Deployment deployment;
    private final Meters meters;
    private final CommandListener listener;

    Commands(Deployment deployment, Meters meters, CommandListener listener) {
        this.deployment = deployment;
        this.meters = meters;
        this.listener = listener;
    }

    /// Asks the server that a key lies on.
    ///
    /// @param number        chooses among the connections to it
    /// @param deadlineNanos when to stop waiting, by [System#nanoTime]
    /// @return a number, bytes, or a list of such
    /// @throws JedisNoScriptException if the server does not know the script
    /// @throws WindowStoreException   if no answer came, or an error
    Object run(byte[] key, int number, CommandArguments arguments, long deadlineNanos) {
        RedisNode node = nodeOf(key, arguments);
        boolean asking = false;
        for (int redirections = 0; ; redirections++) {
            PendingCommand command = send(node.choose(number), arguments, asking, deadlineNanos);
            try {
                return answer(command);
            } catch (JedisRedirectionException e) {
                if (redirections == MAX_REDIRECTIONS) {
                    throw failed(command, Category.BROKEN, "too many redirections", e);
                }
                node = redirected(node, command, e, deadlineNanos);
                asking = e instanceof JedisAskDataException;
            }
        }
    }

    private RedisNode nodeOf(byte[] key, CommandArguments arguments) {
        try {
            return deployment.nodeOf(key);
        } catch (WindowStoreException e) {
            meters.sent();
            throw counted(new PendingCommand(arguments, System.nanoTime()), e);
        }
    }

    private RedisNode redirected(RedisNode by, PendingCommand command, JedisRedirectionException answer, long deadlineNanos) {
        try {
            return deployment.redirected(by, answer, deadlineNanos)
                    .orElseThrow(() -> failed(command, Category.BROKEN, "the server is one of a Cluster", answer));
        } catch (InterruptedException e) {
            throw interrupted(command, e);
        }
    }

    /// Asks over one connection. Throws as [#run(byte[], int, CommandArguments, long)] does.
    Object run(SharedConnection connection, CommandArguments arguments, long deadlineNanos) {
        return await(send(connection, arguments, deadlineNanos));
    }

    /// Sends without waiting.
    ///
    /// @throws WindowStoreException if it was not sent
    PendingCommand send(SharedConnection connection, CommandArguments arguments, long deadlineNanos) {
        return send(connection, arguments, false, deadlineNanos);
    }

    private PendingCommand send(SharedConnection connection, CommandArguments arguments, boolean asking, long deadlineNanos) {
        var command = new PendingCommand(arguments, deadlineNanos);
        meters.sent();
        try {
            connection.send(asking ? List.of(new PendingCommand(ASKING, deadlineNanos), command) : List.of(command));
        } catch (WindowStoreException e) {
            throw counted(command, e);
        }
        return command;
    }

    /// Waits for the answer to a command that this thread sent. Throws as [#run(byte[], int, CommandArguments, long)] does.
    Object await(PendingCommand command) {
        try {
            return answer(command);
        } catch (JedisRedirectionException e) {
            throw failed(command, Category.BROKEN, "the answer redirects", e);
        }
    }

    private Object answer(PendingCommand command) {
        try {
            Object answer = command.await();
            if (answer == null) {
                throw failed(command, Category.TIMEOUT, "no answer to " + command.name() + " within the deadline", null);
            }
            long nanos = command.age();
            meters.answered(nanos);
            listener.answered(command.name(), nanos);
            return answer;
        } catch (JedisNoScriptException | JedisRedirectionException e) {
            throw e;
        } catch (JedisDataException e) {
            String message = "the answer to " + command.name() + " is an error: " + e.getMessage();
            throw failed(command, Category.BROKEN, message, e);
        } catch (JedisException e) {
            throw failed(command, Category.UNREACHABLE, "the connection failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(command, e);
        }
    }

    private WindowStoreException interrupted(PendingCommand command, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return failed(command, Category.UNREACHABLE, "interrupted while waiting for the answer to " + command.name(), cause);
    }

    private WindowStoreException failed(PendingCommand command, Category category, String message, @Nullable Throwable cause) {
        return counted(command, cause == null
                ? new WindowStoreException(category, message)
                : new WindowStoreException(category, message, cause));
    }

    private WindowStoreException counted(PendingCommand command, WindowStoreException failure) {
        meters.failed(failure.category());
        listener.failed(command.name(), command.age(), failure.category());
        deployment.doubt();
        return failure;
    }
}
