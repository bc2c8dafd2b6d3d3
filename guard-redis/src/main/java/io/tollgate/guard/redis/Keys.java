package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.guard.window.Subject;
import java.util.Arrays;
import java.util.List;

/// The keys that a request of one subject may touch, all in one slot of a Cluster.
///
/// `tg:{user:0198...}` and `tg:{session:...}` hold the windows of a person and a session. Those of an address lie in the slot
/// of its network, whose windows it may have to share: `tg:{net:203.0.113.0/24}:ip:203.0.113.7` beside
/// `tg:{net:203.0.113.0/24}`. What stands between the braces decides about the slot; a subject's key has no braces itself.
final class Keys {
    /// What the names of all keys begin with.
    static final String PREFIX = "tg:{";
    private static final byte[] SHARED_PREFIX = (PREFIX + "net:").getBytes(US_ASCII);

    private Keys() {}

    /// The subject's own key, and for an address then that of its network.
    static List<byte[]> of(Subject subject) {
        return subject.network().map(network -> {
            String shared = PREFIX + network.key() + "}";
            return List.of(bytes(shared + ":" + subject.key()), bytes(shared));
        }).orElseGet(() -> List.of(bytes(PREFIX + subject.key() + "}")));
    }

    static boolean isOurs(byte[] key) {
        return startsWith(key, PREFIX.getBytes(US_ASCII));
    }

    /// Whether the key holds windows that the strangers of a network share.
    static boolean isShared(byte[] key) {
        return startsWith(key, SHARED_PREFIX) && key[key.length - 1] == '}';
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length > prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(US_ASCII);
    }
}
