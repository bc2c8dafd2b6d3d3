package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException.Category;

/// Hears what became of each command. Called by any number of threads at once, on those that waited for the answer: it must
/// be quick, and must not throw. Commands are named as Redis names them, in upper case; there are few.
public interface CommandListener {
    /// Hears nothing.
    CommandListener NONE = new CommandListener() {
        @Override
        public void answered(String command, long nanos) {}

        @Override
        public void failed(String command, long nanos, Category category) {}
    };

    /// @param nanos time waited for the answer
    void answered(String command, long nanos);

    /// @param nanos time waited in vain
    void failed(String command, long nanos, Category category);
}
