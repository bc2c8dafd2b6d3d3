package io.tollgate.server.settings;

import java.util.List;

/// The settings cannot be used. Carries every problem found, not just the first, so that one look mends them all.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /// Each names the key, what is wrong, and what would be right.
    public List<String> problems() {
        return problems;
    }
}
