package io.tollgate.server.cli;

/// What was typed is not understood; the message says what.
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Usage usage;

    UsageException(String message, Usage usage) {
        super(message);
        this.usage = usage;
    }

    /// How it is typed where it went wrong.
    Usage usage() {
        return usage;
    }
}
