package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowRuleTest {
    private static final RateLimit LIMIT = RateLimit.parse("600/10m");

    @ParameterizedTest
    @ValueSource(ints = {-1, WindowRule.MAX_ID + 1})
    void anIdOutOfRangeIsRefused(int id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WindowRule(id, "files", LIMIT))
                .withMessageContaining("files").withMessageContaining("" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "\u00e4"})
    void aNameThatCannotBeReadIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WindowRule(1, name, LIMIT));
    }

    @Test
    void aNameMayBeThatOfAnEndpoint() {
        assertThat(new WindowRule(WindowRule.MAX_ID, "bot GET /api/files/{id}", LIMIT))
                .hasToString("bot GET /api/files/{id} 600/10m");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "49, 98", "256, 512", "257, 64", "1000000, 64"})
    void hasACellForEachRequestOfASmallLimitAtItsLargest(int count, int cells) {
        assertThat(new WindowRule(1, "files", RateLimit.parse(count + "/1m")).maxCells()).isEqualTo(cells);
    }
}
