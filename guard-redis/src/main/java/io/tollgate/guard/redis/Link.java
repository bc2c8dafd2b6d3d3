package io.tollgate.guard.redis;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// One socket to one server, greeted, which speaks Redis' protocol by Jedis. Any thread may write while one reads, as the
/// streams are apart. When the socket is gone it stays so.
///
/// Every method that reads or writes throws a [JedisConnectionException] when the socket is gone.
final class Link extends Connection {
    private final OneSocket sockets;

    private Link(OneSocket sockets, JedisClientConfig config) {
        super(sockets, config);
        this.sockets = sockets;
    }

    /// Connects and greets.
    ///
    /// @throws JedisException if the server cannot be reached, or does not let us in
    static Link to(HostAndPort server, JedisClientConfig config) {
        var sockets = new OneSocket(new DefaultJedisSocketFactory(server, config));
        try {
            return new Link(sockets, config);
        } catch (JedisException e) {
            throw e;
        } catch (RuntimeException e) {
            // Jedis closes it after an answer to its greeting that is an error, but not after one that it does not understand.
            sockets.cut();
            throw new JedisConnectionException(server + " does not greet as Redis does", e);
        }
    }

    /// Sees to it that [#read] waits for as long as it takes.
    Link patient() {
        setSoTimeout(0);
        return this;
    }

    /// Writes commands and sends them. Who comes meanwhile waits: an answer can be there, and its reader be about to write, before
    /// the one who wrote the question has left the buffer as it must be.
    synchronized void write(List<PendingCommand> commands) {
        commands.forEach(command -> sendCommand(command.arguments()));
        flush();
    }

    /// Waits for an answer.
    ///
    /// @return a number, bytes, a list of such, or a [JedisDataException] if the answer is an error
    Object read() {
        Object answer;
        try {
            answer = getUnflushedObject();
        } catch (JedisDataException e) {
            return e;
        }
        if (answer == null) {
            throw new JedisConnectionException("an answer of nothing, as none of our questions has");
        }
        return answer;
    }

    /// Closes the socket, under whoever reads or writes. For any thread.
    void cut() {
        sockets.cut();
    }

    /// Jedis connects anew by itself when it finds its socket closed, and would send half of a batch on each.
    private static final class OneSocket implements JedisSocketFactory {
        private final JedisSocketFactory factory;
        private volatile @Nullable Socket socket;

        OneSocket(JedisSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket() {
            if (socket != null) {
                throw new JedisConnectionException("the connection is closed");
            }
            Socket created = factory.createSocket();
            socket = created;
            return created;
        }

        void cut() {
            Socket current = socket;
            try {
                if (current != null) {
                    current.close();
                }
            } catch (IOException _) {
                // It is closed all the same.
            }
        }
    }
}
