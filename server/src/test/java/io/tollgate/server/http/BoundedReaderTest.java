package io.tollgate.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.helidon.http.RequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedReaderTest {
    /// Of a client that sends this and then waits.
    private static BoundedReader sent(String text) {
        byte[][] left = {text.getBytes(US_ASCII)};
        return BoundedReader.of(() -> {
            byte[] bytes = left[0];
            assertThat(bytes).as("what was sent already").isNotNull();
            left[0] = null;
            return bytes;
        });
    }

    private static RequestException refusal(BoundedReader reader) {
        return catchThrowableOfType(RequestException.class, () -> {
            for (int lines = 0; lines < 3; lines++) {
                reader.readLine();
            }
        });
    }

    @Test
    void sizesAndTheEndAreRead() {
        BoundedReader reader = sent("00Ff;a=b\r\n0\r\ntrailer: x\r\n\r\n");

        assertThat(reader.readLine()).isEqualTo("ff");
        assertThat(reader.readLine()).isEqualTo("0");
        assertThat(reader.readLine()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "40001\r\nhello", "fffffffffffffff\r\n", "5\n"})
    void refusalIsFinal(String text) {
        assertRefusedForGood(text);
    }

    @Test
    void refusalOfTrailersIsFinal() {
        assertRefusedForGood("0\r\n" + "a: b\r\n".repeat(33));
    }

    private static void assertRefusedForGood(String text) {
        BoundedReader reader = sent(text);
        RequestException first = refusal(reader);

        RequestException again = refusal(reader);

        assertThat(again).isNotNull().isNotSameAs(first).hasMessage(first.getMessage());
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.keepAlive()).isFalse();
    }
}
