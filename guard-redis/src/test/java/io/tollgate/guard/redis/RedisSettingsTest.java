package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "redis://one:7000/3; one:7000",
        "redis://me:secret@one; one:6379",
        "rediss://me:secret@one:7000; one:7000 over TLS",
        "redis://me:secret@one:7000,two:7001,three; cluster one:7000,two:7001,three:6379",
        "rediss://one:7000,two:7001; cluster one:7000 over TLS,two:7001 over TLS",
        "redis-sentinel://me:secret@s1:26379,s2:26380/0#main; main by sentinels s1:26379,s2:26380",
    })
    void sayWhereTheServersAreWithoutTheSecret(String uri, String text) {
        assertThat(RedisAddress.parse(uri)).hasToString(text);
        assertThat(RedisSettings.of(uri).toString()).contains(text).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "rediss://me:s%40cret%2B+@one,two; me; s@cret++; 0; true",
        "redis://:secret@one/3; ; secret; 3; false",
        "redis://secret@one; ; secret; 0; false",
        "redis-sentinel://me:secret@s1,s2/4#main; me; secret; 4; false",
        "redis://[2001:db8::1]:7000; ; ; 0; false",
    })
    void sayHowToGetIn(String uri, String user, String password, int database, boolean tls) {
        assertThat(RedisAddress.parse(uri).access()).isEqualTo(new RedisAddress.Access(user, password, database, tls));
        assertThat(RedisAddress.parse(uri).access().toString()).doesNotContain("me", "cret");
    }

    @Test
    void readServersAndTheMasterOfSentinels() {
        var sentinels = (RedisAddress.Sentinels) RedisAddress.parse("redis-sentinel://s1,s2:7/4#main");
        assertThat(sentinels.master()).isEqualTo("main");
        assertThat(sentinels.sentinels()).containsExactly(new HostAndPort("s1", 26379), new HostAndPort("s2", 7));
        var single = (RedisAddress.Single) RedisAddress.parse("redis://[2001:db8::1]:7000");
        assertThat(single.server()).isEqualTo(new HostAndPort("2001:db8::1", 7000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:6379", "http://localhost", "redis://", "redis-sentinel://s1,s2",
        "redis-socket:///tmp/s", "redis://me:secret@:bad:port", "redis://secret,secret:bad", "redis://one:0", "redis://one:70000",
        "redis://one/three", "redis://one,", "redis://[::1", "redis-sentinel://s1#"})
    void refuseWhatIsNoAddressWithoutRepeatingIt(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisSettings.of(uri))
                .withMessageContaining("redis://host:port").withMessageNotContaining("secret").withNoCause();
    }

    @Test
    void nameTheBoundThatIsExceeded() {
        var settings = RedisSettings.of("redis://one");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withConnections(0))
                .withMessage("connections must be from 1 to 64, not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withDeadline(Duration.ZERO))
                .withMessageStartingWith("deadline must be from");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withConnectTimeout(Duration.ofHours(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withQueue(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withStallDeadlines(1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withCheckInterval(Duration.ZERO));
    }
}
