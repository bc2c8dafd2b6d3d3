package io.tollgate.server.settings;

/// A value that must never be shown: not in a log, an error or a `toString`.
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
