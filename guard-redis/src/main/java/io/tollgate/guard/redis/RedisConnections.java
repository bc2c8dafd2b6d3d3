package io.tollgate.guard.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The connections that all requests share. Commands of many requests travel on one at the same time, answered in the order in
/// which they were sent. Safe for use by any number of threads.
///
/// What differs from the client's defaults, and why:
///
/// | setting | why |
/// |---|---|
/// | while disconnected, commands are rejected | those under way at a disconnection would be sent again: counted twice |
/// | bounded queue | else a slow server fills the memory of its clients |
/// | reconnection at the latest after 1 s, not 30 s | recovery by itself, and soon |
/// | TCP user timeout (on Linux, with the native transport) | a cut cable shows as soon as a stalled server |
/// | writes of one turn of the event loop are flushed together | fewer system calls: MEASURE |
final class RedisConnections implements AutoCloseable {
    static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private static final int MAX_FLUSHES_TOGETHER = 256;

    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final ClientResources resources;
    private final RedisLink link;
    private final AtomicReferenceArray<StatefulConnection<byte[], byte[]>> connections;

    RedisConnections(RedisSettings settings, Meters meters) {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(Math.clamp(settings.connections(), 2, Runtime.getRuntime().availableProcessors() + 1))
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.fullJitter(Duration.ofMillis(10), Duration.ofSeconds(1), 10, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addFirst(new FlushConsolidationHandler(MAX_FLUSHES_TOGETHER, true),
                                new StallWatch(settings.longestDebt(), meters::stalled));
                    }
                })
                .build();
        link = RedisLink.to(named(RedisAddress.parse(settings.uri()), settings), resources, options(settings));
        connections = new AtomicReferenceArray<>(settings.connections());
    }

    private static RedisAddress named(RedisAddress address, RedisSettings settings) {
        List<RedisURI> uris = switch (address) {
            case RedisAddress.Single(RedisURI uri) -> {
                uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(settings.connectTimeout()));
                yield List.of(uri);
            }
            case RedisAddress.Cluster(List<RedisURI> seeds) -> seeds;
        };
        for (RedisURI uri : uris) {
            uri.setTimeout(settings.connectTimeout());
            uri.setClientName("tollgate");
        }
        return address;
    }

    private static ClientOptions options(RedisSettings settings) {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(_ -> true)
                .requestQueueSize(settings.queue())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(settings.longestDebt()).build())
                        .build())
                .build();
    }

    /// One of the connections, if possible one that is up.
    ///
    /// @param number chooses among them
    /// @throws WindowStoreException if none was made yet
    StatefulConnection<byte[], byte[]> choose(int number) {
        StatefulConnection<byte[], byte[]> any = null;
        for (int i = 0; i < connections.length(); i++) {
            var connection = connections.get(Math.floorMod(number + i, connections.length()));
            if (connection != null && connection.isOpen()) {
                return connection;
            }
            any = any == null ? connection : any;
        }
        if (any == null) {
            throw new WindowStoreException(Category.UNREACHABLE, "no connection was made yet");
        }
        return any;
    }

    /// Makes the connections that were never made. Those that were are kept up by the client.
    ///
    /// @throws RedisException if one cannot be made
    void openMissing() {
        for (int i = 0; i < connections.length(); i++) {
            if (connections.get(i) == null) {
                connections.set(i, link.connect());
            }
        }
    }

    /// All connections that were made.
    List<StatefulConnection<byte[], byte[]>> all() {
        List<StatefulConnection<byte[], byte[]>> all = new ArrayList<>();
        for (int i = 0; i < connections.length(); i++) {
            if (connections.get(i) != null) {
                all.add(connections.get(i));
            }
        }
        return all;
    }

    /// The connections behind one of them, to each server that takes writes and can be reached.
    List<StatefulConnection<byte[], byte[]>> primaries(StatefulConnection<byte[], byte[]> connection) {
        return link.primaries(connection);
    }

    /// Cuts all connections. The client makes them anew, after asking Sentinels, if any, for the master.
    void cut() {
        channels.close();
    }

    boolean areToManyNodes() {
        return link instanceof RedisLink.Cluster;
    }

    /// How many sockets are open.
    int open() {
        return channels.size();
    }

    @Override
    public void close() {
        all().forEach(StatefulConnection::close);
        link.close();
        resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN.toMillis());
    }
}
