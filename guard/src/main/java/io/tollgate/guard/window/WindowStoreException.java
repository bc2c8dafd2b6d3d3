package io.tollgate.guard.window;

/// A store of windows could not decide. Whether the request was counted is unknown.
public final class WindowStoreException extends RuntimeException {
    /// What kept the store from deciding; chooses the metric and the event, not the answer.
    public enum Category {
        /// No answer within the deadline.
        TIMEOUT,
        /// No connection, or it broke while the answer was awaited.
        UNREACHABLE,
        /// Not asked: the store's queue is full or its breaker is open.
        OVERLOADED,
        /// An answer came, but an error or one that makes no sense.
        BROKEN
    }

    private final Category category;

    public WindowStoreException(Category category, String message) {
        super(message);
        this.category = category;
    }

    public WindowStoreException(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
