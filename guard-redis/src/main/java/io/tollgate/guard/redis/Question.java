package io.tollgate.guard.redis;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/// What the script is asked about one request.
///
/// @param number        repeated by the answer
/// @param keys          the subject's key and those it may share
/// @param callersMicros the caller's time
/// @param serverTime    whether the server's time counts, if it tells it
/// @param memoryIsShort whether strangers share windows now
/// @param graceMillis   for how long keys outlast their windows
/// @param rules         what each rule is to the script
/// @param limits        what each rule admits this time
record Question(int number, List<byte[]> keys, long callersMicros, boolean serverTime, boolean memoryIsShort,
                int graceMillis, List<RuleFields.RuleField> rules, int[] limits) {
    /// This as a command.
    ///
    /// @param command `EVALSHA` or `EVAL`
    /// @param script  the script's digest or its source
    CommandArguments argumentsOf(Protocol.Command command, byte[] script) {
        var arguments = new CommandArguments(command).add(script).add(keys.size());
        for (byte[] key : keys) {
            arguments.add(key);
        }
        arguments.add(number).add(callersMicros).add(serverTime ? 1 : 0).add(memoryIsShort ? 1 : 0).add(graceMillis);
        for (int i = 0; i < limits.length; i++) {
            var rule = rules.get(i);
            arguments.add(rule.field()).add(limits[i]).add(rule.period()).add(rule.slice());
        }
        return arguments;
    }
}
