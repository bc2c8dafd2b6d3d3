package io.tollgate.guard.login;

/// A password check ended without a hash having run, as when a queue is full. The guess told nobody anything, so its
/// slot is given back.
public final class NotHashedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException reason;

    public NotHashedException(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    /// Why not; what the caller gets to see.
    public RuntimeException reason() {
        return reason;
    }
}
