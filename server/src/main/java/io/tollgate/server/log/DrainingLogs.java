package io.tollgate.server.log;

import java.util.logging.LogManager;

/// The JDK's management of logs, for a process that has something to say while it stops: the JDK closes every handler as soon as
/// it is told to stop, beside the hooks of the process. To be named in the property [#PROPERTY] before anything is logged.
/// Thread-safe.
public final class DrainingLogs extends LogManager {
    /// Where the JDK looks for the class.
    public static final String PROPERTY = "java.util.logging.manager";

    private volatile boolean held;

    /// For the JDK.
    public DrainingLogs() {}

    /// From now on nothing closes the handlers. They write each record when it comes, so there is nothing to close them for.
    void hold() {
        held = true;
    }

    @Override
    public void reset() {
        if (!held) {
            super.reset();
        }
    }
}
