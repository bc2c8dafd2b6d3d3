package io.tollgate.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
    private static final String DEFINITION = """
            name: mine
            description: My own.
            duration: 30s
            users:
              count: 3
              rate: 60/1m
              mix: {who-am-i: 1, list-files: 3}
            thresholds: [p99<500ms]
            """;

    @Test
    void whatComesWithTheLabCanBeRead() {
        assertThat(Catalogue.all()).hasSize(17).allMatch(scenario -> !scenario.description().isEmpty());
    }

    @Test
    void aFileOfOnesOwnIsRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("my.yaml"), DEFINITION);

        Scenario scenario = Catalogue.find(file.toString()).orElseThrow();

        assertThat(scenario.name()).isEqualTo("mine");
        assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(scenario.users().perUserSecond()).isEqualTo(1 / 3.0);
        assertThat(scenario.thresholds()).containsExactly("p99<500ms");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "duration: 30s | duratoin: 30s | either a duration or stages",
                "duration: 30s | duration: soon | soon is no duration",
                "count: 3 | count: many | many is no whole number",
                "count: 3 | count: 0 | users.count must be from 1",
                "list-files: 3 | list-flies: 3 | users cannot list-flies",
                "list-files: 3 | guess: 3 | users cannot guess",
                "name: mine | nmae: mine | name is missing",
                "thresholds: | treshold: | treshold is not known here",
                "name: mine | name: ../mine | files are called after it",
                "name: mine | name: my/own | files are called after it",
                "duration: 30s | duration: 200h | at most 7 days",
                "duration: 30s | duration: 999999999h | longer than a year",
                "duration: 30s | 'stages: [{to: 4, in: 1m}]' | must not have more users",
                "thresholds: | 'attack: {what: replay, attackers: 2, each: 1/1s}\nthresholds:' | at least 1 to replay or forge",
                "thresholds: | 'attack: {what: forge, attackers: 2, each: 1/1s, unknown: 5}\nthresholds:' | at least 1 to replay or forge",
                "rate: 60/1m | 'script: [{do: who-am-i, pause: 1s}]' | a script have no rate and no mix",
                "rate: 60/1m | 'rate: 60/1m\n  file-size: 0' | users.file-size must be from 1",
            })
    void mistakesAreNamed(String right, String wrong, String said) {
        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> ScenarioReader.read("my.yaml", DEFINITION.replace(right, wrong)))
                .withMessageStartingWith("my.yaml: ")
                .withMessageContaining(said);
    }

    @Test
    void aNameNobodyKnowsIsNone() {
        assertThat(Catalogue.find("brute")).isEmpty();
    }
}
