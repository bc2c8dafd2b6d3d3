package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;

/// Hears when the shared store is given up and when it is used again. Called one at a time, on a thread that no request waits
/// for. What it throws goes to that thread's handler of uncaught exceptions, and changes nothing else.
public interface OutageListener {
    /// From now on each node decides by itself.
    ///
    /// @param cause what most recently kept the store from deciding; [WindowStoreException.Category#TIMEOUT] if it was slow
    void outageBegan(WindowStoreException.Category cause);

    /// The shared store decides again.
    ///
    /// @param length how long it did not
    void outageEnded(Duration length);
}
