package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Makes links to the servers of one address, as the settings have it. Safe for use by any number of threads.
final class Connector {
    private final JedisClientConfig server;
    private final JedisClientConfig sentinel;

    /// @param timeout for connecting, and then for each answer until the link is [Link#patient]
    Connector(RedisAddress.Access access, Duration timeout) {
        var config = config(timeout)
                .user(access.user())
                .password(access.password())
                .database(access.database())
                .clientName("tollgate");
        server = (access.tls() ? config.sslOptions(SslOptions.defaults()) : config).build();
        sentinel = config(timeout).build();
    }

    private static DefaultJedisClientConfig.Builder config(Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        return DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis);
    }

    /// @throws JedisException if the server cannot be reached, or does not let us in
    Link to(HostAndPort address) {
        return Link.to(address, server);
    }

    /// To the master that the first Sentinel names which can be asked.
    ///
    /// @throws JedisException if none names one, or that cannot be reached
    Link toMaster(List<HostAndPort> sentinels, String name) {
        JedisException last = new JedisConnectionException("no Sentinel to ask");
        for (HostAndPort each : sentinels) {
            try (Link asked = Link.to(each, sentinel)) {
                var question = new CommandArguments(Protocol.Command.SENTINEL).add("GET-MASTER-ADDR-BY-NAME").add(name);
                if (asked.executeCommand(question) instanceof List<?> found && found.size() == 2) {
                    return toMaster(new HostAndPort(text(found.getFirst()), Integer.parseInt(text(found.getLast()))));
                }
                last = new JedisConnectionException("the Sentinel at " + each + " knows no master " + name);
            } catch (JedisException e) {
                last = e;
            }
        }
        throw last;
    }

    /// A Sentinel that is cut off from the others goes on naming the old one, which is a replica by now.
    private Link toMaster(HostAndPort named) {
        Link link = to(named);
        if (isReplica(link)) {
            link.cut();
            throw new JedisConnectionException("the server at " + named + " is a replica");
        }
        return link;
    }

    private static boolean isReplica(Link link) {
        try {
            return link.executeCommand(new CommandArguments(Protocol.Command.ROLE)) instanceof List<?> role
                    && !text(role.getFirst()).equals("master");
        } catch (JedisDataException _) {
            // Who may not ask finds out by his first command.
            return false;
        }
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
