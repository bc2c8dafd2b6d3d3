package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.window.Subject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

class KeysTest {
    private static List<String> keys(Subject subject) {
        return Keys.of(subject).stream().map(key -> new String(key, StandardCharsets.US_ASCII)).toList();
    }

    @Test
    void ofAPersonOrSessionAreOne() {
        assertThat(keys(Subject.person("0198-ab"))).containsExactly("tg:{user:0198-ab}");
        assertThat(keys(Subject.session("0198-ab"))).containsExactly("tg:{session:0198-ab}");
    }

    @Test
    void ofAnAddressLieInTheSlotOfItsNetwork() {
        assertThat(keys(Subjects.address("203.0.113.7")))
                .containsExactly("tg:{net:203.0.113.0/24}:ip:203.0.113.7", "tg:{net:203.0.113.0/24}");
        assertThat(keys(Subjects.address("2001:db8:1:2::9")))
                .containsExactly("tg:{net:2001:db8:1::/48}:ip:2001:db8:1:2::/64", "tg:{net:2001:db8:1::/48}");
        for (int i = 0; i < 1_000; i++) {
            List<byte[]> keys = Keys.of(Subjects.address(i));
            assertThat(JedisClusterCRC16.getSlot(keys.getFirst())).isEqualTo(JedisClusterCRC16.getSlot(keys.getLast()));
        }
    }

    /// Whatever a subject is called, there is one pair of braces, and the server parses no space or line end.
    @Test
    void haveOneFormWhateverTheSubject() {
        List<Subject> odd = List.of(Subject.person("a:b"), Subject.person("net:203.0.113.0/24"), Subject.person("*?[x]\\\"'"),
                Subject.session("tg:"), Subjects.address("::ffff:203.0.113.7"), Subjects.address("::1"));
        assertThat(odd).flatExtracting(KeysTest::keys)
                .allMatch(key -> key.matches("tg:\\{(user|session|net):[!-z|~]+}(:ip:[0-9a-f.:/]+)?"));
    }

    @Test
    void ofNetworksAreToldFromThoseOfSubjects() {
        List<byte[]> address = Keys.of(Subjects.address("203.0.113.7"));
        assertThat(Keys.isShared(address.getFirst())).isFalse();
        assertThat(Keys.isShared(address.getLast())).isTrue();
        assertThat(Keys.isShared(Keys.of(Subject.person("net:")).getFirst())).isFalse();
        assertThat(Keys.isOurs("session:1".getBytes(StandardCharsets.US_ASCII))).isFalse();
        assertThat(Keys.isOurs(address.getFirst())).isTrue();
    }
}
