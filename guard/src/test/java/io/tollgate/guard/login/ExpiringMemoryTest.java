package io.tollgate.guard.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExpiringMemoryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final ExpiringMemory memory = new ExpiringMemory(3);

    private void put(String key, int seconds) {
        memory.put(key, NOW.plusSeconds(seconds), NOW);
    }

    @Test
    void keysAreKnownUntilTheirTime() {
        put("key", 10);

        assertThat(memory.get("key", NOW.plusSeconds(10).minusNanos(1))).contains(NOW.plusSeconds(10));
        assertThat(memory.get("key", NOW.plusSeconds(10))).isEmpty();
        assertThat(memory.get("other", NOW)).isEmpty();
    }

    @Test
    void whenFullNewKeysAreNotRemembered() {
        put("a", 10);
        put("b", 10);
        put("c", 10);

        put("d", 10);

        assertThat(memory.get("d", NOW)).isEmpty();
        assertThat(memory.get("a", NOW)).isPresent();
    }

    @Test
    void whenFullWhatIsOverMakesRoom() {
        put("a", 1);
        put("b", 10);
        put("c", 10);

        memory.put("d", NOW.plusSeconds(10), NOW.plusSeconds(1));

        assertThat(memory.get("d", NOW.plusSeconds(1))).isPresent();
    }

    @Test
    void keysCanBeForgotten() {
        put("a", 10);
        put("b", 10);

        memory.remove("a");
        assertThat(memory.get("a", NOW)).isEmpty();
        memory.clear();
        assertThat(memory.get("b", NOW)).isEmpty();
    }
}
