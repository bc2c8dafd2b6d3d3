package io.tollgate.guard.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/// Where the servers are, and how one gets in. Without secrets in its text.
sealed interface RedisAddress {
    Access access();

    /// How one gets into a server.
    ///
    /// @param user     `null` for the default user
    /// @param password `null` where none is asked for
    /// @param tls      with the server's certificate and name checked
    record Access(@Nullable String user, @Nullable String password, int database, boolean tls) {
        @Override
        public String toString() {
            return "Access[database=" + database + ", tls=" + tls + "]";
        }
    }

    record Single(HostAndPort server, Access access) implements RedisAddress {
        @Override
        public String toString() {
            return text(List.of(server), access);
        }
    }

    /// The master that Sentinels name. User and password are for the master.
    record Sentinels(List<HostAndPort> sentinels, String master, Access access) implements RedisAddress {
        public Sentinels {
            sentinels = List.copyOf(sentinels);
        }

        @Override
        public String toString() {
            return master + " by sentinels " + text(sentinels, access);
        }
    }

    /// A Cluster, by some of its nodes.
    record Cluster(List<HostAndPort> seeds, Access access) implements RedisAddress {
        public Cluster {
            seeds = List.copyOf(seeds);
        }

        @Override
        public String toString() {
            return "cluster " + text(seeds, access);
        }
    }

    /// @throws IllegalArgumentException if the text is no address; the message does not repeat it, since it may hold a password
    static RedisAddress parse(String text) {
        try {
            return parse(URI.create(text));
        } catch (RuntimeException _) {
            // Without the cause, whose message repeats the text.
            throw new IllegalArgumentException("the address of Redis must be redis://host:port, rediss://host:port, several"
                    + " hosts separated by commas for a Cluster, or redis-sentinel://host:port,host:port#master");
        }
    }

    private static RedisAddress parse(URI uri) {
        boolean isBySentinels = uri.getScheme().equals("redis-sentinel");
        boolean isTls = uri.getScheme().equals("rediss");
        if (!isBySentinels && !isTls && !uri.getScheme().equals("redis")) {
            throw new IllegalArgumentException("no scheme of Redis");
        }
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        List<HostAndPort> servers = Arrays.stream(authority.substring(at + 1).split(",", -1))
                .map(host -> server(host, isBySentinels ? Protocol.DEFAULT_SENTINEL_PORT : Protocol.DEFAULT_PORT))
                .toList();
        Access access = access(at < 0 ? "" : authority.substring(0, at), database(uri), isTls);
        if (isBySentinels) {
            return new Sentinels(servers, name(uri.getFragment()), access);
        }
        return servers.size() == 1 ? new Single(servers.getFirst(), access) : new Cluster(servers, access);
    }

    /// @param text a name or an address, that of IPv6 in brackets, and perhaps a port
    private static HostAndPort server(String text, int defaultPort) {
        if (!text.matches("([0-9A-Za-z_.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?")) {
            throw new IllegalArgumentException("no host");
        }
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        int port = colon < 0 ? defaultPort : Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("no port");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        return new HostAndPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /// @param userInfo `user:password`, or a password alone; percent-encoded
    private static Access access(String userInfo, int database, boolean tls) {
        if (userInfo.isEmpty()) {
            return new Access(null, null, database, tls);
        }
        int colon = userInfo.indexOf(':');
        String user = colon <= 0 ? null : decoded(userInfo.substring(0, colon));
        return new Access(user, decoded(userInfo.substring(colon + 1)), database, tls);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(URI uri) {
        String path = uri.getPath();
        return path.length() <= 1 ? 0 : Integer.parseUnsignedInt(path.substring(1));
    }

    private static String name(@Nullable String fragment) {
        if (fragment == null || fragment.isEmpty()) {
            throw new IllegalArgumentException("no name of the master");
        }
        return fragment;
    }

    private static String text(List<HostAndPort> servers, Access access) {
        return servers.stream().map(server -> server + (access.tls() ? " over TLS" : "")).collect(Collectors.joining(","));
    }
}
