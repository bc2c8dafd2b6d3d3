package io.tollgate.guard.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import java.util.List;

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
    /// The arguments of EVALSHA or EVAL.
    ///
    /// @param script the script's digest or its source
    CommandArgs<byte[], byte[]> argumentsFor(byte[] script) {
        var arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(script).add(keys.size());
        for (byte[] key : keys) {
            arguments.addKey(key);
        }
        arguments.add(number).add(callersMicros).add(serverTime ? 1 : 0).add(memoryIsShort ? 1 : 0).add(graceMillis);
        for (int i = 0; i < limits.length; i++) {
            var rule = rules.get(i);
            arguments.add(rule.field()).add(limits[i]).add(rule.period()).add(rule.slice());
        }
        return arguments;
    }
}
