package io.tollgate.server.cli;

import io.tollgate.server.settings.EffectiveSettings;
import io.tollgate.server.settings.SettingKey;
import io.tollgate.server.settings.SettingKeys;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/// One option per setting, such as `--port 8081`, and `--config FILE`.
final class SettingsOptions {
    private static final String CONFIG = "--config";

    private final Map<String, String> environment;
    private final Map<String, String> given = new LinkedHashMap<>();
    private Optional<Path> file = Optional.empty();

    SettingsOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Adds the options to a command.
    CommandSpec addTo(CommandSpec command) {
        command.addOption(option(CONFIG, "FILE", "settings file (default: tollgate.yaml, if there)")
                .setter(new Setter(text -> file = Optional.of(Path.of(text))))
                .build());
        for (SettingKey key : SettingKeys.ALL) {
            String otherwise = key.defaultText().map(text -> " (default: " + text + ")").orElse("");
            command.addOption(option("--" + key.name(), "VALUE", escape(key.meaning() + otherwise))
                    .setter(new Setter(text -> given.put(key.name(), text)))
                    .build());
        }
        command.usageMessage().sortOptions(false);
        return command;
    }

    private static OptionSpec.Builder option(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class).description(description);
    }

    private static String escape(String text) {
        return text.replace("%", "%%");
    }

    EffectiveSettings effective() {
        return SettingsLoader.load(given, environment, file);
    }

    Settings settings() {
        return Settings.from(effective());
    }

    private record Setter(Consumer<String> sink) implements ISetter {

        @Override
        public <T> T set(T value) {
            if (value != null) {
                sink.accept((String) value);
            }
            return value;
        }
    }
}
