package io.tollgate.guard.redis;

import java.util.List;
import java.util.stream.Collectors;

/// The memory of the servers, as they said it last.
///
/// @param usedBytes of all primaries together
/// @param maxBytes  of all primaries together; 0 if one of them has no bound
/// @param fullest   how full the fullest of them is, as a share of its bound; 0 without bounds
/// @param evicts    whether one of them drops keys when it is full: then windows are lost and limits exceeded, and the setting
///                  `maxmemory-policy` should be `noeviction`
public record RedisMemory(long usedBytes, long maxBytes, double fullest, boolean evicts) {
    static final RedisMemory UNKNOWN = new RedisMemory(0, 0, 0, false);

    /// Reads what INFO says about one server.
    static RedisMemory ofInfo(String info) {
        var fields = info.lines().filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(), (_, last) -> last));
        long used = Long.parseLong(fields.getOrDefault("used_memory", "0"));
        long max = Long.parseLong(fields.getOrDefault("maxmemory", "0"));
        boolean evicts = max > 0 && !fields.getOrDefault("maxmemory_policy", "noeviction").equals("noeviction");
        return new RedisMemory(used, max, max == 0 ? 0 : (double) used / max, evicts);
    }

    static RedisMemory together(List<RedisMemory> nodes) {
        boolean bounded = nodes.stream().allMatch(node -> node.maxBytes > 0);
        return new RedisMemory(nodes.stream().mapToLong(RedisMemory::usedBytes).sum(),
                bounded ? nodes.stream().mapToLong(RedisMemory::maxBytes).sum() : 0,
                nodes.stream().mapToDouble(RedisMemory::fullest).max().orElse(0),
                nodes.stream().anyMatch(RedisMemory::evicts));
    }
}
