package io.tollgate.server.backup;

/// A backup cannot be made or restored; the message says why.
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }
}
