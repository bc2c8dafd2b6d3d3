package io.tollgate.lab.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final Environment ENVIRONMENT = new Environment("", "25", 2, "in-process", "sqlite", null, null);

    private static String command(String... arguments) {
        return ENVIRONMENT.withCommand(List.of(arguments)).command();
    }

    @Test
    void commandIsWhatWasTyped() {
        assertThat(command("run", "smoke", "--rate", "100/1s", "--threshold", "p99<500ms"))
                .isEqualTo("lab run smoke --rate 100/1s --threshold 'p99<500ms'");
    }

    @Test
    void secretsAreNotInIt() {
        assertThat(command("run", "smoke", "--start", "--redis", "redis://me:hidden@10.0.0.1:6379"))
                .doesNotContain("hidden")
                .contains("10.0.0.1:6379");
        assertThat(command("scale", "--set", "database.password=hidden", "--set=database.url=jdbc:postgresql://h/d?password=hidden"))
                .doesNotContain("hidden")
                .contains("database.password=***");
    }

    @Test
    void storesAreThoseOfTheSettings() {
        Environment shared = ENVIRONMENT.withStoresOf(Map.of("redis.url", "redis://h", "database.url", "jdbc:postgresql://h/d"));

        assertThat(shared.store()).isEqualTo(Environment.REDIS);
        assertThat(shared.database()).isEqualTo(Environment.POSTGRESQL);
        assertThat(ENVIRONMENT.withStoresOf(Map.of())).isEqualTo(ENVIRONMENT);
    }
}
