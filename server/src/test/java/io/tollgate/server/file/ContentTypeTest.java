package io.tollgate.server.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    private static final String OCTETS = "application/octet-stream";

    private static String of(String sent) {
        return ContentType.of(Optional.of(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "audio/webm;codecs=opus",
                "text/plain; charset=\"utf-8\"",
                "text/plain; charset=utf-8; format=flowed",
                "text/plain ;charset=utf-8;  format=flowed;",
                "video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"",
                "text/x; a=\"; \\\" \\\\\"; b=\"\"",
                "multipart/mixed; boundary=x",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
            })
    void typeIsKeptAsItStands(String type) {
        assertThat(of(type)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "text", "text/", "/plain", "text/plain/x", "text /plain", "text/pl ain", "text/plain charset=x",
                "text/plain; charset", "text/plain; =x", "text/plain; charset=", "text/plain; charset = x",
                "text/plain; a=b c", "text/plain; a=\"", "text/plain; a=\"b", "text/plain; a=\"b\\\"", "text/plain; a=\"b\"c",
                "text/plain; a=\"b\r\nX: y\"", "text/plain\r\nX: y",
                "text/plain; a=\"\u0001\"", "text/plain; a=\"\u007f\"",
                "text/plain; a=\"\t\"", "text/plain; a=\"ä\"", "text/plain; ä=b", "text/plain, text/html", "text/plain\n"
            })
    void whatIsNoTypeIsOctets(String type) {
        assertThat(of(type)).isEqualTo(OCTETS);
    }

    @Test
    void noTypeIsOctets() {
        assertThat(ContentType.of(Optional.empty())).isEqualTo(OCTETS);
    }

    @Test
    void typeIsKeptUpToItsLength() {
        String longest = "text/plain; a=" + "b".repeat(241);
        String longestName = "x".repeat(127);

        assertThat(of(longest)).hasSize(255).isEqualTo(longest);
        assertThat(of(longest + "b")).isEqualTo(OCTETS);
        assertThat(of(longestName + "/" + longestName)).isEqualTo(longestName + "/" + longestName);
        assertThat(of(longestName + "x/y")).isEqualTo(OCTETS);
        assertThat(of("y/x" + longestName)).isEqualTo(OCTETS);
    }
}
