/// Tests of the store on real servers. `RedisServer`, `RedisCluster` and `RedisProxy` are published in this module's test jar,
/// for the tests of others: servers of the machine that end with the JVM, and a proxy that counts commands and makes faults.
@NullMarked
package io.tollgate.guard.redis;

import org.jspecify.annotations.NullMarked;
