package io.tollgate.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The bounds that the description of the API names.
class JsonTest {

    private static void accepts(String json) {
        assertThat(Json.read(json.getBytes(UTF_8)).isObject()).isTrue();
    }

    private static void refuses(String json) {
        assertThatThrownBy(() -> Json.read(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(ProblemException.class, problem ->
                        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    private static String named(int characters) {
        return "{\"" + "a".repeat(characters) + "\":1}";
    }

    @Test
    void isNestedAtMost16Deep() {
        accepts(nested(16));
        refuses(nested(17));
    }

    @Test
    void namesHaveAtMost256Characters() {
        accepts(named(256));
        refuses(named(257));
    }

    @Test
    void numbersHaveAtMost30Digits() {
        accepts("{\"n\":-" + "1".repeat(30) + "}");
        accepts("{\"n\":" + "1".repeat(10) + "." + "1".repeat(18) + "e11}");
        refuses("{\"n\":" + "1".repeat(31) + "}");
        refuses("{\"n\":" + "1".repeat(10) + "." + "1".repeat(19) + "e11}");
    }
}
