package io.tollgate.server.settings;

import java.util.Locale;
import java.util.Optional;

/// One key of the settings: what it is called, what it is when nobody says, and what it means.
///
/// @param name the key as written in the file, for example `data.dir`
/// @param defaultText the value when none is given, in the notation of the file; empty when the default is "none"
/// @param meaning one line for a person
/// @param secret whether the value must never be printed
public record SettingKey(String name, Optional<String> defaultText, String meaning, boolean secret) {

    static SettingKey of(String name, String defaultText, String meaning) {
        return new SettingKey(name, Optional.of(defaultText), meaning, false);
    }

    static SettingKey unset(String name, String meaning) {
        return new SettingKey(name, Optional.empty(), meaning, false);
    }

    static SettingKey secret(String name, String meaning) {
        return new SettingKey(name, Optional.empty(), meaning, true);
    }

    /// The environment variable that sets this key.
    public String environmentName() {
        return "TOLLGATE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// The environment variable that names a file holding the value, for secrets mounted as files.
    public String environmentFileName() {
        return environmentName() + "_FILE";
    }
}
