package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlentyTest {

    @Test
    void theServerTakesIt() {
        List<String> options = new ArrayList<>(Plenty.limits());
        options.addAll(Plenty.loginBudgets());
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            given.put(options.get(i).substring("--".length()), options.get(i + 1));
        }

        assertThatCode(() -> Settings.from(SettingsLoader.defaultsWith(given))).doesNotThrowAnyException();
    }
}
