package io.tollgate.server.settings;

/// What is running.
public final class Release {
    /// As people and machines are told it.
    public static final String VERSION = "0.1.0";

    private Release() {}
}
