package io.tollgate.server.cli;

/// The address to listen on belongs to another process.
final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUseException(String host, int port) {
        super("%s:%d is in use; choose another with --port".formatted(host, port));
    }
}
