package io.tollgate.server.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text of every setting with where it came from: what `config print` shows and what [Settings] is read from.
public final class EffectiveSettings {

    /// @param text the value in the notation of the file; empty for "none"
    /// @param source for a person: `default`, the file, the environment variable or `command line`
    public record Value(Optional<String> text, String source) {}

    private final Map<String, Value> values;

    EffectiveSettings(Map<String, Value> values) {
        this.values = new LinkedHashMap<>(values);
    }

    Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no such setting: " + name);
        }
        return value;
    }

    /// One line per key: `key = value   (source)`, secrets as `***`.
    public List<String> lines() {
        return SettingKeys.ALL.stream().map(this::line).toList();
    }

    private String line(SettingKey key) {
        Value value = value(key.name());
        String shown = value.text().map(text -> key.secret() ? "***" : UrlCredentials.hide(text)).orElse("none");
        return "%s = %s   (%s)".formatted(key.name(), shown, value.source());
    }
}
