package io.tollgate.server.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartHeadersTest {

    private static PartHeaders parse(String... lines) {
        return PartHeaders.parse(String.join("\r\n", lines) + "\r\n\r\n");
    }

    @Test
    void namesAreFoundInAnyCaseAndOnSeveralLines() {
        PartHeaders part = parse(
                "CONTENT-DISPOSITION : Form-Data; NAME=files;", "\t filename=\"a b.txt\"", "content-type:  text/plain ");

        assertThat(part.field()).contains("files");
        assertThat(part.fileName()).contains("a b.txt");
        assertThat(part.contentType()).contains("text/plain");
        assertThat(part.isFileOf("files")).isTrue();
        assertThat(part.isFileOf("other")).isFalse();
    }

    @Test
    void firstOfTwoHeadersCounts() {
        assertThat(parse("Content-Type: a/b", "Content-Type: c/d").contentType()).contains("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":", ": form-data; name=\"x\"", "nonsense", "Content-Disposition: attachment; name=\"x\"",
                "Content-Disposition: form-data", "Content-Disposition: form-data; name=\"\"",
                "Content-Disposition: form-data; name=", "Content-Disposition: form-data; name; =x;;"
            })
    void partWithoutNameBelongsToNoField(String line) {
        assertThat(parse(line)).isEqualTo(new PartHeaders(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename", "filename=", "filename=\"\"", "filename*=UTF-8''"})
    void fileMayBeWithoutName(String parameter) {
        assertThat(parse("Content-Disposition: form-data; name=\"x\"; " + parameter).fileName()).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename=\"", "filename=\"a", "filename=a\"; x=\"", "filename*='", "filename*=no'x'a"})
    void brokenNameIsLeftAsItStands(String parameter) {
        assertThat(parse("Content-Disposition: form-data; name=\"x\"; " + parameter).fileName())
                .contains(parameter.substring(parameter.indexOf('=') + 1));
    }
}
