package io.tollgate.server.database;

/// The database did not do what was asked: away, too slow, full or a statement it refuses.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
