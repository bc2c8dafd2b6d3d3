package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.SettingsLoader;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryBenchmarkTest {

    /// Nothing is counted of addresses that are allowed everything.
    @Test
    void theServerCountsTheOneWhoAsks() throws Exception {
        List<String> options = MemoryBenchmark.settings();
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            given.put(options.get(i).substring("--".length()), options.get(i + 1));
        }

        GuardSettings guard = Settings.from(SettingsLoader.defaultsWith(given)).guard();

        GuardSettings unset = Settings.from(SettingsLoader.defaultsWith(Map.of())).guard();
        assertThat(guard.allow().contains(ClientAddress.of(InetAddress.getLoopbackAddress()))).isFalse();
        assertThat(guard.layers()).isEqualTo(unset.layers());
        assertThat(guard.limits()).containsOnlyKeys(unset.limits().keySet());
    }
}
