package io.tollgate.guard.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
    void whenFullWhatEndsFirstMakesRoomFirst() {
        put("late", 30);
        put("soon", 10);
        put("next", 20);

        memory.put("a", NOW.plusSeconds(60), NOW.plusSeconds(15));
        memory.put("b", NOW.plusSeconds(60), NOW.plusSeconds(15));

        Instant then = NOW.plusSeconds(15);
        assertThat(memory.get("a", then)).isPresent();
        assertThat(memory.get("b", then)).isEmpty();
        assertThat(memory.get("next", then)).isPresent();
        assertThat(memory.get("late", then)).isPresent();
    }

    @Test
    void keyThatIsThereGetsItsNewEndAlsoWhenFull() {
        put("a", 10);
        put("b", 10);
        put("c", 10);

        put("a", 30);

        assertThat(memory.get("a", NOW.plusSeconds(20))).contains(NOW.plusSeconds(30));
        assertThat(memory.get("b", NOW)).isPresent();
    }

    @Test
    void keyThatWasForgottenLeavesItsPlace() {
        put("a", 10);
        put("b", 10);
        put("c", 10);
        memory.remove("b");
        memory.removeIf("c"::equals);

        put("d", 10);
        put("e", 10);

        assertThat(memory.get("d", NOW)).isPresent();
        assertThat(memory.get("e", NOW)).isPresent();
        assertThat(memory.get("c", NOW)).isEmpty();
    }

    @Test
    void randomCallsAreRememberedAsByAListThatIsSearched() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, Instant> expected = new HashMap<>();
        Instant now = NOW;
        for (int i = 0; i < 20_000; i++) {
            now = now.plusMillis(random.nextInt(300));
            String key = String.valueOf(random.nextInt(8));
            if (random.nextInt(5) == 0) {
                memory.remove(key);
                expected.remove(key);
            } else {
                Instant end = now.plusMillis(random.nextInt(3_000));
                memory.put(key, end, now);
                expected.remove(key);
                forgetWhatIsOver(expected, now);
                if (expected.size() < 3) {
                    expected.put(key, end);
                }
            }
            for (int k = 0; k < 8; k++) {
                String asked = String.valueOf(k);
                assertThat(memory.get(asked, now))
                        .isEqualTo(Optional.ofNullable(expected.get(asked)).filter(now::isBefore));
            }
        }
    }

    private static void forgetWhatIsOver(Map<String, Instant> expected, Instant now) {
        expected.values().removeIf(end -> !now.isBefore(end));
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
