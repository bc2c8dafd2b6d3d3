package io.tollgate.server.cli;

import io.tollgate.server.settings.EffectiveSettings;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A command as it was typed.
///
/// @param options    settings by key
/// @param parameters as many as the command takes
record Invocation(
        Map<String, String> environment, Map<String, String> options, Optional<Path> file, List<String> parameters) {

    String parameter(int index) {
        return parameters.get(index);
    }

    /// @throws io.tollgate.server.settings.SettingsException naming every problem
    EffectiveSettings effective() {
        return SettingsLoader.load(options, environment, file);
    }

    /// As [#effective].
    Settings settings() {
        return Settings.from(effective());
    }
}
