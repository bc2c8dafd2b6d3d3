package io.tollgate.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Gathers the settings: command line over environment over file over default. A key nobody knows is an error, for a
/// misspelt limit that silently does not hold is worse than a server that does not start.
public final class SettingsLoader {
    /// The file that is read when none is named and it exists.
    public static final Path DEFAULT_FILE = Path.of("tollgate.yaml");

    private static final String ENVIRONMENT_PREFIX = "TOLLGATE_";
    /// Variables of the launcher and the lab, which are not settings of the server.
    private static final Set<String> OTHER_VARIABLES = Set.of("TOLLGATE_JAVA_OPTS", "TOLLGATE_LAB_ADMIN_PASSWORD");

    private final List<String> problems = new ArrayList<>();
    private final Map<String, EffectiveSettings.Value> values = new LinkedHashMap<>();

    private SettingsLoader() {}

    /// @param commandLine values by key
    /// @param environment the whole environment; only names with the prefix `TOLLGATE_` are looked at
    /// @param file the file named on the command line; without one, [#DEFAULT_FILE] if it exists
    /// @throws SettingsException naming every problem
    public static EffectiveSettings load(
            Map<String, String> commandLine, Map<String, String> environment, Optional<Path> file) {
        SettingsLoader loader = new SettingsLoader();
        loader.addDefaults();
        file.or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists)).ifPresent(loader::addFile);
        loader.addEnvironment(new TreeMap<>(environment));
        commandLine.forEach((name, text) -> loader.put(name, text, "command line"));
        return loader.effective();
    }

    /// These values over the defaults, whatever file and environment there are.
    ///
    /// @param given values by key
    /// @throws SettingsException naming every problem
    public static EffectiveSettings defaultsWith(Map<String, String> given) {
        SettingsLoader loader = new SettingsLoader();
        loader.addDefaults();
        given.forEach((name, text) -> loader.put(name, text, "given"));
        return loader.effective();
    }

    private EffectiveSettings effective() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new EffectiveSettings(values);
    }

    private void addDefaults() {
        for (SettingKey key : SettingKeys.ALL) {
            values.put(key.name(), new EffectiveSettings.Value(key.defaultText(), "default"));
        }
    }

    private void put(String name, String text, String source) {
        if (!SettingKeys.contains(name)) {
            problems.add("%s (%s): unknown key; did you mean %s?".formatted(name, source, SettingKeys.nearest(name)));
            return;
        }
        values.put(name, new EffectiveSettings.Value(Optional.of(text.strip()).filter(t -> !t.isEmpty()), source));
    }

    private void addEnvironment(Map<String, String> environment) {
        Set<String> known = SettingKeys.ALL.stream().map(SettingKey::environmentName).collect(Collectors.toSet());
        for (SettingKey key : SettingKeys.ALL) {
            addFromEnvironment(key, environment);
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX) && !OTHER_VARIABLES.contains(name))
                .filter(name -> !known.contains(name))
                .filter(name -> !name.endsWith("_FILE") || !known.contains(name.substring(0, name.length() - 5)))
                .forEach(name -> problems.add("%s (environment): unknown name; did you mean %s?"
                        .formatted(name, SettingKeys.nearestEnvironmentName(name))));
    }

    private void addFromEnvironment(SettingKey key, Map<String, String> environment) {
        String text = environment.get(key.environmentName());
        String file = environment.get(key.environmentFileName());
        if (text != null && file != null) {
            problems.add("%s: both %s and %s are set; keep one"
                    .formatted(key.name(), key.environmentName(), key.environmentFileName()));
        } else if (text != null) {
            put(key.name(), text, "environment " + key.environmentName());
        } else if (file != null) {
            try {
                put(key.name(), Files.readString(Path.of(file)), "file " + file);
            } catch (IOException | RuntimeException e) {
                problems.add("%s: the file %s named by %s cannot be read"
                        .formatted(key.name(), file, key.environmentFileName()));
            }
        }
    }

    private void addFile(Path file) {
        YamlSettings yaml = YamlSettings.read(file);
        problems.addAll(yaml.problems());
        yaml.texts().forEach((name, text) -> put(name, text, file.toString()));
    }
}
