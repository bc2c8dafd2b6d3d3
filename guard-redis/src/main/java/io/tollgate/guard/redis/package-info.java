/// Windows that several nodes share, in Redis or Valkey, and what decides while that is away.
///
/// Entry types: [RedisWindowStore][io.tollgate.guard.redis.RedisWindowStore], made from
/// [RedisSettings][io.tollgate.guard.redis.RedisSettings], and around it
/// [ResilientWindowStore][io.tollgate.guard.redis.ResilientWindowStore], which is what a server asks:
///
/// ```java
/// var redis = RedisWindowStore.open(RedisSettings.of("redis://cache:6379"));
/// var local = InProcessWindowStore.create(16 << 20);
/// var store = new ResilientWindowStore(redis, local, ResilientWindowStore.Settings.of(3, Duration.ofMillis(50)), listener);
/// ```
///
/// The package depends on the windows of the module `guard` and on Jedis, which speaks the protocol; of it nothing shows outside.
///
/// What always holds:
///
/// - **One decision, one command, one slot**, whatever the number of rules, answered by one script, `decide.lua`: it reads all
///   windows, decides, and writes only if every rule passes. What windows look like in Redis is described there.
/// - **No request waits beyond its deadline**, none is sent twice, none is given another's answer: each answer repeats the
///   number of its question.
/// - **Nothing exact lives here alone.** Redis may restart empty or fail over to a replica that is a little behind; each time a
///   subject may get one limit more. Bans and the budget of guesses are kept in the database.
/// - **A request looks at nothing but its windows.** Memory, health, topology and recovery are looked after by threads of
///   their own.
///
/// How it is built:
///
/// | type | is |
/// |---|---|
/// | `DecisionScript`, `Question`, `Answer` | the script, what it is asked, what it answers |
/// | `Keys`, `RuleFields` | the names of keys and of windows in them |
/// | `Commands`, `PendingCommand` | sends a command, follows redirections, waits, names what went wrong |
/// | `SharedConnection`, `Link`, `Connector` | a connection that requests share; its socket, by Jedis; who makes it |
/// | `Deployment`, `RedisNode`, `RedisAddress` | a server, Sentinels or a Cluster; one of its servers; where it is |
/// | `Deadlines`, `Checkup`, `OccupancySample` | what is looked at outside requests |
/// | `Breaker`, `Probe` | when the store is given up, and when it is trusted again |
///
/// Redis needs `maxmemory-policy noeviction`, and of a Cluster `cluster-require-full-coverage no` is advised, so that the loss of
/// one node is felt by its subjects only. A user with limited rights needs the keys `tg:*` and the commands `EVALSHA`, `EVAL`,
/// `HMGET`, `HGETALL`, `HSET`, `PEXPIRE`, `TIME`, `DEL`, `SCAN`, `HLEN`, `DBSIZE`, `PING`, `INFO`, `CLIENT`, `CLUSTER` for a
/// Cluster, and `ROLE` behind Sentinels.
@NullMarked
package io.tollgate.guard.redis;

import org.jspecify.annotations.NullMarked;
