package io.tollgate.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    /// A row that begins with a key: key, type, default, meaning, example.
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.-]+)` \\| [^|]+ \\| (?:none|`([^`|]+)`) \\| .+ \\|");

    @Test
    void documentNamesEveryKeyOnceAndNoOther() throws IOException {
        List<String> documented = rowsWithKeys().map(row -> row.split("`")[1]).toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        SettingKeys.ALL.stream().map(SettingKey::name).toList());
    }

    @Test
    void documentGivesEveryDefaultAsItIs() throws IOException {
        Map<String, String> documented = new HashMap<>();
        rowsWithKeys().forEach(row -> {
            var matcher = ROW.matcher(row);
            assertThat(matcher.matches()).as(row).isTrue();
            documented.put(matcher.group(1), String.valueOf(matcher.group(2)));
        });

        assertThat(SettingKeys.ALL)
                .allSatisfy(key -> assertThat(documented)
                        .containsEntry(key.name(), key.defaultText().orElse("null")));
    }

    private static Stream<String> rowsWithKeys() throws IOException {
        return Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `"));
    }
}
