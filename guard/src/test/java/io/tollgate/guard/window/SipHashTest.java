package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    /// `vectors_sip128` of the authors' reference implementation: key 00 01 ... 0f, input 00 01 ... of each length.
    @ParameterizedTest
    @CsvSource({
            "0,  a3817f04ba25a8e66df67214c7550293",
            "1,  da87c1d86b99af44347659119b22fc45",
            "2,  8177228da4a45dc7fca38bdef60affe4",
            "3,  9c70b60c5267a94e5f33b6b02985ed51",
            "4,  f88164c12d9c8faf7d0f6e7c7bcd5579",
            "5,  1368875980776f8854527a07690e9627",
            "6,  14eeca338b208613485ea0308fd7a15e",
            "7,  a1f1ebbed8dbc153c0b84aa61ff08239",
            "8,  3b62a9ba6258f5610f83e264f31497b4",
            "15, 5493e99933b0a8117e08ec0f97cfc3d9"})
    void agreesWithTheReference(int length, String expected) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) i);
        }
        SipHash.Hash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).hash(text.toString());
        byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(hash.high()).putLong(hash.low()).array();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }
}
