package io.tollgate.guard.redis;

import java.time.Duration;

/// How to reach the servers and how long to wait for them.
///
/// @param uri            where they are:
///                       `redis://host:6379/0` for one server, `rediss://` over TLS, user and password before an `@`;
///                       several hosts, separated by commas, are the first nodes to ask of a Cluster;
///                       `redis-sentinel://sentinel-1,sentinel-2/0#name-of-the-master` asks Sentinels for the master
/// @param connections    how many connections to each node the requests share, from 1 to 64; one carries all that one core
///                       can produce, see the module's measurements
/// @param deadline       how long a request waits for its answer, from 1 ms to 10 s
/// @param connectTimeout how long a connection may take to be made and greeted, from 10 ms to 1 min
/// @param queue          how many commands may be under way on one connection, from 1 to 1,000,000; more are refused unsent
/// @param stallDeadlines a connection that owes an answer for longer than this many deadlines is closed and made anew, from 2
/// @param checkInterval  how often connections are checked and the memory of the servers is read, from 10 ms to 1 min
/// @param time           whose clock to use
public record RedisSettings(String uri, int connections, Duration deadline, Duration connectTimeout, int queue,
                            int stallDeadlines, Duration checkInterval, TimeSource time) {
    /// Whose clock says when a request came.
    public enum TimeSource {
        /// The server's, and where it refuses to tell the time, the caller's.
        SERVER,
        /// The caller's. The nodes' clocks must agree then: the difference between them can make a window longer by as much.
        CALLER
    }

    public RedisSettings {
        RedisAddress.parse(uri);
        check("connections", connections, 1, 64);
        check("queue", queue, 1, 1_000_000);
        check("stallDeadlines", stallDeadlines, 2, 10_000);
        check("deadline", deadline, Duration.ofMillis(1), Duration.ofSeconds(10));
        check("connectTimeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        check("checkInterval", checkInterval, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    private static <T extends Comparable<T>> void check(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    /// The servers at an address, with the default of everything else: 1 connection, 50 ms, 2 s to connect, 10,000 commands,
    /// closed after 20 deadlines, checked every second, the server's time.
    ///
    /// @throws IllegalArgumentException if the address cannot be read; the message does not repeat a password
    public static RedisSettings of(String uri) {
        return new RedisSettings(uri, 1, Duration.ofMillis(50), Duration.ofSeconds(2), 10_000, 20, Duration.ofSeconds(1),
                TimeSource.SERVER);
    }

    public RedisSettings withConnections(int number) {
        return new RedisSettings(uri, number, deadline, connectTimeout, queue, stallDeadlines, checkInterval, time);
    }

    public RedisSettings withDeadline(Duration longest) {
        return new RedisSettings(uri, connections, longest, connectTimeout, queue, stallDeadlines, checkInterval, time);
    }

    public RedisSettings withConnectTimeout(Duration longest) {
        return new RedisSettings(uri, connections, deadline, longest, queue, stallDeadlines, checkInterval, time);
    }

    public RedisSettings withQueue(int most) {
        return new RedisSettings(uri, connections, deadline, connectTimeout, most, stallDeadlines, checkInterval, time);
    }

    public RedisSettings withStallDeadlines(int number) {
        return new RedisSettings(uri, connections, deadline, connectTimeout, queue, number, checkInterval, time);
    }

    public RedisSettings withCheckInterval(Duration interval) {
        return new RedisSettings(uri, connections, deadline, connectTimeout, queue, stallDeadlines, interval, time);
    }

    public RedisSettings withTime(TimeSource source) {
        return new RedisSettings(uri, connections, deadline, connectTimeout, queue, stallDeadlines, checkInterval, source);
    }

    /// For how long a connection may owe an answer.
    Duration longestDebt() {
        return deadline.multipliedBy(stallDeadlines);
    }

    /// Without user and password.
    @Override
    public String toString() {
        return "RedisSettings[" + RedisAddress.parse(uri) + ", connections=" + connections + ", deadline=" + deadline
                + ", connectTimeout=" + connectTimeout + ", queue=" + queue + ", stallDeadlines=" + stallDeadlines
                + ", checkInterval=" + checkInterval + ", time=" + time + "]";
    }
}
