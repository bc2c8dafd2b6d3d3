package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void giveAllNodesOfAClusterTheSameUserAndPassword() {
        var cluster = (RedisAddress.Cluster) RedisAddress.parse("rediss://me:secret@one,two");
        assertThat(cluster.seeds()).hasSize(2).allSatisfy(seed -> {
            assertThat(seed.getCredentialsProvider().resolveCredentials().block().getUsername()).isEqualTo("me");
            assertThat(seed.isSsl()).isTrue();
            assertThat(seed.isVerifyPeer()).isTrue();
        });
    }

    @Test
    void readDatabaseAndMasterOfSentinels() {
        RedisURI uri = ((RedisAddress.Single) RedisAddress.parse("redis-sentinel://s1,s2/4#main")).uri();
        assertThat(uri.getDatabase()).isEqualTo(4);
        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 26379);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:6379", "http://localhost", "redis://", "redis-sentinel://s1,s2", "redis-socket:///tmp/s",
        "redis://me:secret@:bad:port", "redis://secret,secret:bad"})
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
