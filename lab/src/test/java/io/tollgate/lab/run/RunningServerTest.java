package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class RunningServerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"database\":{\"status\":\"up\"},\"redis\":{\"status\":\"down\"}} | redis",
                "{\"database\":{\"status\":\"up\"}} | in-process",
                "{} | unknown"
            })
    void storeIsWhatTheServerLists(String components, String store) {
        assertThat(RunningServer.store(JsonMapper.shared().readTree(components))).isEqualTo(store);
    }
}
