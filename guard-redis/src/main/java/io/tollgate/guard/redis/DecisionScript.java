package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// The script that decides, `decide.lua` beside this class, called by its digest. A server that does not know it, being new or
/// restarted or its scripts flushed, is sent the source once. (Not a function of Redis 7: those do not follow a slot that
/// moves to another node, and Redis 6.2 has none.)
final class DecisionScript {
    private final byte[] source;
    private final byte[] digest;

    DecisionScript() {
        source = read("decide.lua");
        digest = HexFormat.of().formatHex(sha1(source)).getBytes(US_ASCII);
    }

    /// @throws io.tollgate.guard.window.WindowStoreException if no answer came in time, or an error
    Answer ask(Commands commands, Question question, long deadlineNanos) {
        try {
            return ask(commands, question, Protocol.Command.EVALSHA, digest, deadlineNanos);
        } catch (JedisNoScriptException _) {
            return ask(commands, question, Protocol.Command.EVAL, source, deadlineNanos);
        }
    }

    private static Answer ask(Commands commands, Question question, Protocol.Command command, byte[] script, long deadlineNanos) {
        CommandArguments arguments = question.argumentsOf(command, script);
        return Answer.of(commands.run(question.keys().getFirst(), question.number(), arguments, deadlineNanos));
    }

    private static byte[] read(String resource) {
        try (var stream = DecisionScript.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing from the module");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
