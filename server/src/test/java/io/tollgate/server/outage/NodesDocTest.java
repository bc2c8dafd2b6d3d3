package io.tollgate.server.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the document on nodes says is held by tests that there are.
class NodesDocTest {
    private static final Path DOCUMENT = Path.of("../docs/nodes.md");
    private static final Pattern LINK = Pattern.compile("\\[([A-Z]\\w+)]\\((\\S+?\\.java)\\)");
    private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest)\\b|extends \\w+Contract\\b");

    private static List<MatchResult> links(String text) {
        return LINK.matcher(text).results().toList();
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| (state|fault) \\|.*"))
                .toList();
    }

    @Test
    void everyRowNamesATest() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(30).allSatisfy(row -> assertThat(links(row)).as(row).isNotEmpty());
    }

    @Test
    void everyTestThatIsNamedIsOne() throws IOException {
        for (MatchResult link : links(Files.readString(DOCUMENT))) {
            Path file = DOCUMENT.resolveSibling(link.group(2)).normalize();
            assertThat(file).exists().hasFileName(link.group(1) + ".java");
            assertThat(Files.readString(file)).as(file.toString()).containsPattern(TEST);
        }
    }

    @Test
    void everyTestOfOutagesIsNamed() throws IOException {
        String document = Files.readString(DOCUMENT);
        try (var files = Files.list(Path.of("src/test/java/io/tollgate/server/outage"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Test.java") && !name.equals("NodesDocTest.java")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(document).contains("/outage/" + name));
        }
    }
}
