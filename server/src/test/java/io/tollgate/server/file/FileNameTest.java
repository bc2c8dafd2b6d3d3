package io.tollgate.server.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    private static final String SCOTLAND = "\uD83C\uDFF4" + tags("gbsct") + tag(0x7F);

    private static String parsed(String sent) {
        return FileName.parse(sent).map(FileName::text).orElse("");
    }

    private static String tags(String text) {
        return text.chars().mapToObj(FileNameTest::tag).reduce("", String::concat);
    }

    private static String tag(int ascii) {
        return Character.toString(0xE0000 + ascii);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👨\u200D👩\u200D👧.png",
                "❤\uFE0F\u200D🔥.png",
                "می\u200Cخواهم.txt",
                "क्\u200Dष.txt",
                "അവന\u0D4D\u200D വന്നു.txt",
                "ᠰᠢᠷ\u180Eᠠ.txt",
                "\u0600١٢.txt",
                "🏴.txt"
            })
    void whatGivesCharactersTheirShapeIsKept(String name) {
        assertThat(parsed(name)).isEqualTo(name);
    }

    @Test
    void flagsOfPartsOfCountriesAreKept() {
        assertThat(parsed(SCOTLAND + SCOTLAND + "a.png")).isEqualTo(SCOTLAND + SCOTLAND + "a.png");
    }

    @Test
    void otherTagsAreRemoved() {
        assertThat(parsed("a" + tags("hidden") + tag(1) + ".txt")).isEqualTo("a.txt");
        assertThat(parsed("🏴" + tags("gbsct") + ".txt")).isEqualTo("🏴.txt");
        assertThat(parsed("🏴" + tags("much too long") + tag(0x7F) + ".txt")).isEqualTo("🏴.txt");
        assertThat(parsed("🏴" + tag(0x7F) + ".txt")).isEqualTo("🏴.txt");
    }

    /// U+XXXX of what is invisible or turns the direction.
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x0A, 0x1B, 0x7F, 0x85, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E,
                0x2060, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206F, 0xD800, 0xDFFF, 0xFEFF, 0xFFF9, 0xFFFB, 0xE0001
            })
    void whatDeceivesTheEyeIsRemoved(int codePoint) {
        String character = Character.toString(codePoint);

        assertThat(parsed("a" + character + "gpj.exe")).isEqualTo("agpj.exe");
        assertThat(parsed(character + ".." + character)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200C", "\u200D", "\u180E"})
    void joinersThatJoinNothingAreRemoved(String joiner) {
        assertThat(parsed(joiner)).isEmpty();
        assertThat(parsed(joiner + "." + joiner)).isEmpty();
        assertThat(parsed(joiner + " a.txt")).isEqualTo("a.txt");
        assertThat(parsed("a.txt" + joiner + " " + joiner)).isEqualTo("a.txt");
        assertThat(parsed("a " + joiner + "b.txt")).isEqualTo("a b.txt");
        assertThat(parsed("a" + joiner + "\u202E" + joiner + joiner + "b.txt")).isEqualTo("a" + joiner + "b.txt");
    }

    @Test
    void whatIsCutEndsInNothingInvisible() {
        assertThat(parsed("a".repeat(254) + "\u200Db")).isEqualTo("a".repeat(254));
        assertThat(parsed("a".repeat(252) + SCOTLAND)).isEqualTo("a".repeat(252) + "🏴");
        assertThat(parsed("a".repeat(248) + SCOTLAND + "b")).isEqualTo("a".repeat(248) + SCOTLAND);
        assertThat(parsed("a".repeat(254) + " b")).isEqualTo("a".repeat(254));
    }

    @ParameterizedTest
    @CsvSource({"a\u0301.txt, á.txt", "a\u200B\u0301.txt, á.txt"})
    void accentsAreComposed(String sent, String kept) {
        assertThat(parsed(sent)).isEqualTo(kept);
    }
}
