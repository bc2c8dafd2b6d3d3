package io.tollgate.server.cli;

/// What the process tells its caller.
final class ExitCode {
    static final int OK = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;

    private ExitCode() {}
}
