package io.tollgate.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSettingsTest {
    @TempDir
    private Path folder;

    private YamlSettings read(String text) throws IOException {
        return YamlSettings.read(Files.writeString(folder.resolve("tollgate.yaml"), text));
    }

    @Nested
    class Values {

        @ParameterizedTest
        @ValueSource(strings = {"20261130.10", "1.10", "1e3", "1.0", "007", "0x1F", "-0", "1_000", "123456789012345678901234567890", "true", "True", "yes", "~", "2026-11-30"})
        void areWhatStandsThereWithAndWithoutQuotes(String value) throws IOException {
            assertThat(read("a: " + value + "\nb: '" + value + "'\nc: [" + value + ", \"" + value + "\"]\nd: !!float " + value + "\n"))
                    .satisfies(yaml -> assertThat(yaml.problems()).isEmpty())
                    .extracting(YamlSettings::texts)
                    .isEqualTo(Map.of("a", value, "b", value, "c", value + "," + value, "d", value));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "''", "[]"})
        void thatAreNoneAreEmpty(String value) throws IOException {
            assertThat(read("a: " + value + "\n").texts()).isEqualTo(Map.of("a", ""));
        }

        @Test
        void inQuotesAreNeverNone() throws IOException {
            assertThat(read("a: 'null'\nb: ['null']\n").texts()).isEqualTo(Map.of("a", "null", "b", "null"));
        }

        @Test
        void ofAnAliasAreThoseOfItsAnchor() throws IOException {
            assertThat(read("a: &x {b: 1.10}\nc: *x\n").texts()).isEqualTo(Map.of("a.b", "1.10", "c.b", "1.10"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "# nothing yet\n", "null\n"})
        void needNotBeThere(String text) throws IOException {
            YamlSettings yaml = read(text);

            assertThat(yaml.texts()).isEmpty();
            assertThat(yaml.problems()).isEmpty();
        }
    }

    @Nested
    class Problems {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "port: 1\\nhost: a\\nport: 2 | line 3, column 1: port is there twice; it is in line 1 already",
                    "data: {dir: a}\\ndata: {dir: b} | line 2, column 1: data is there twice; it is in line 1 already",
                    "data.dir: a\\ndata:\\n  dir: b | line 3, column 3: data.dir is there twice; it is in line 1 already",
                    "a: b: c | line 1, column 5: not valid YAML: mapping values are not allowed here",
                    "a: 1\\nb: [c\\n | line 3, column 1: not valid YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>",
                    "a: 1\\n---\\nb: 2 | line 2, column 1: not valid YAML: expected a single document in the stream, but found another document",
                    "? [a]\\n: b | not valid YAML: Non scalar key",
                    "a: \\0 | not valid YAML: special characters are not allowed",
                    "a: &x {b: *x} | line 1, column 1: a is within itself",
                    "a: &x [*x] | line 1, column 4: a has an item that is no value",
                    "a: [b, {c: d}] | line 1, column 8: a has an item that is no value",
                    "a:\\n  -\\n  - b | line 2, column 4: a has an item that is no value",
                    "- a | must be a mapping of keys to values"
                })
        void areToldInOneLineWithTheirPlace(String text, String problem) throws IOException {
            assertThat(read(text.replace("\\n", "\n").replace("\\0", "\0")).problems())
                    .singleElement()
                    .asString()
                    .startsWith(folder.resolve("tollgate.yaml").toString())
                    .contains(problem)
                    .hasLineCount(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"*hunter2", "!hunter2", "!hunter2!x", "!!binary hunter2", "[a, [hunter2]]"})
        void doNotRepeatTheValue(String value) throws IOException {
            assertThat(read("password: " + value).problems()).singleElement().asString().doesNotContain("hunter2");
        }
    }
}
